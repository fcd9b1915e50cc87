//! Who is drawn in which frame, while the playhead moves by itself. Owns the order and the pace; the playhead moves in every frame.

use super::State;

/// Milliseconds of a frame on most screens, and those from which on one was late.
const FRAME: f32 = 1000.0 / 60.0;
const LATE: f32 = 1.3 * FRAME;

/// Frames without a picture in a row, at most.
const REST: u32 = 4;

/// How far the columns' pictures keep up with the playhead.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pace {
    drew: bool,
    rest: u32,
}

impl Pace {
    /// Whether something may be drawn in this frame, the last one having taken that many milliseconds. Where a picture makes a frame
    /// late, frames that have none follow: a slow machine spends half of its time on pictures, and the playhead still moves evenly.
    fn draws(&mut self, millis: f32) -> bool {
        if std::mem::take(&mut self.drew) && millis > LATE {
            self.rest = ((millis / FRAME) as u32).min(REST);
        }
        let draws = self.rest == 0;
        self.rest = self.rest.saturating_sub(1);
        self.drew = draws;
        draws
    }
}

impl State {
    /// Brings all that is drawn to the playhead.
    pub fn catch_up(&mut self) {
        let position = self.playback.position;
        for column in &mut self.columns {
            (column.drawn_at, column.told_at) = (position, position);
        }
    }

    /// Brings one picture, or one program with its story, to the playhead, the last frame having taken that many milliseconds: what a
    /// frame costs does not grow with the columns. Whoever has events to show goes first, and of those who has stood still for longest.
    pub fn take_turns(&mut self, millis: f32) {
        if !self.pace.draws(millis) {
            return;
        }
        let (score, position) = (&self.score.0, self.playback.position);
        let places = self.columns.iter_mut().enumerate().flat_map(|(index, column)| {
            [&mut column.drawn_at, &mut column.told_at].map(|at| {
                let has_all = score.count_at(*at, index) == score.count_at(position, index);
                (has_all, at)
            })
        });
        let next = places.min_by(|(has_all, at), (other_has, other)| {
            has_all.cmp(other_has).then(at.total_cmp(other))
        });
        if let Some((_, at)) = next {
            *at = position;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fast_machine_draws_in_every_frame_and_a_slow_one_half_of_the_time() {
        let mut pace = Pace::default();
        assert!((0..20).all(|_| pace.draws(FRAME)));
        let (mut spent, mut drawn, mut last) = (0.0, 0.0, FRAME);
        for _ in 0..90 {
            let draws = pace.draws(last);
            last = if draws { 2.0 * FRAME } else { FRAME };
            spent += last;
            drawn += if draws { last } else { 0.0 };
        }
        assert!((drawn / spent - 0.5_f32).abs() < 0.05, "{drawn} of {spent}");
        // However slow it is, it goes on.
        assert!((0..6).any(|_| pace.draws(5000.0)));
    }
}
