//! Who is drawn in which frame, while the playheads move by themselves. Owns the order and the pace, and when a playhead is put anew.

use super::State;
use crate::{
    layout::Window,
    playback::{LONGEST_TICK, Playback},
};

/// Milliseconds of a frame on most screens, and those from which on one was late.
const FRAME: f32 = 1000.0 / 60.0;
const LATE: f32 = 1.3 * FRAME;

/// Milliseconds without a picture, at most.
const REST: f32 = 4.0 * FRAME;

/// From how many milliseconds on behind the playhead a picture waits for no turn: a browser that is slow at all it does is left with
/// fewer frames, not with columns that show different times.
const STALE: f32 = 400.0;

/// What takes a turn of its own in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// Its tree.
    Picture,
    /// Its code and its story.
    Program,
}

/// How far the columns' pictures keep up with the playhead.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pace {
    drew: bool,
    /// Milliseconds still to go without one.
    rest: f32,
}

impl Pace {
    /// Whether something may be drawn in this frame, the last one having taken that many milliseconds. Where a picture makes a frame
    /// late, there are none for as long as it took: a slow machine spends half of its time on pictures, and the playhead still moves
    /// evenly.
    fn draws(&mut self, millis: f32) -> bool {
        let was_late = std::mem::take(&mut self.drew) && millis > LATE;
        self.rest = if was_late { millis.min(REST) } else { self.rest - millis };
        // To the nearest frame, since one of two is never quite two.
        self.drew = self.rest < FRAME / 2.0;
        self.drew
    }
}

impl State {
    /// What clock and slider show.
    pub fn on_clock(&self) -> Playback {
        let mut playback = self.playback;
        playback.position = self.clock_at;
        playback
    }

    /// Puts the playheads where the playback is; they go on from there with the next frame, if it plays.
    pub fn place_playheads(&mut self) {
        self.playhead_at = self.playback.position;
        self.playheads_go = false;
    }

    /// Puts the playheads where the playback is in this frame, and lets them go.
    pub fn send_playheads(&mut self) {
        self.place_playheads();
        self.playheads_go = true;
    }

    /// Whether the playheads must be placed where the playback is after a tick of that many milliseconds: until it they moved by themselves,
    /// as in a window that has not turned, and all time counts. Without the rest of the page they do not move.
    pub fn must_place(&self, millis: f32, before: Window) -> bool {
        !self.playheads_go
            || !self.rest.is_here()
            || millis > LONGEST_TICK
            || self.playback.window != before
    }

    /// Brings all that is drawn to the playback.
    pub fn catch_up(&mut self) {
        self.place_playheads();
        let position = self.playback.position;
        self.clock_at = position;
        for column in &mut self.columns {
            (column.drawn_at, column.told_at) = (position, position);
        }
    }

    /// Brings the clock to the playhead and one picture, or one program with its story, the last frame having taken that many
    /// milliseconds: what a frame costs does not grow with the columns. Whoever has events to show goes first, and of those who
    /// has stood still for longest; what is [`STALE`] does not wait for its turn. What the reader does not see takes none;
    /// `is_seen` is asked for it with the column's place. Whether anything is to be drawn.
    pub fn take_turns(&mut self, millis: f32, is_seen: impl Fn(usize, Half) -> bool) -> bool {
        if !self.pace.draws(millis) {
            return false;
        }
        let (score, position) = (&self.score.0, self.playback.position);
        self.clock_at = position;
        let places = self.columns.iter_mut().enumerate().flat_map(|(index, column)| {
            let halves =
                [(Half::Picture, &mut column.drawn_at), (Half::Program, &mut column.told_at)];
            halves.map(|(half, at)| {
                let has_all = score.count_at(*at, index) == score.count_at(position, index);
                (has_all, index, half, at)
            })
        });
        // A tree without news still has the time in it.
        let places = places.filter(|(has_all, _, half, _)| !(*has_all && *half == Half::Program));
        give_turns(places, position, STALE * self.playback.speed(), is_seen);
        true
    }
}

/// What takes a turn: whether it shows all events there are, its column's place, which half, and of which position it is.
type Turn<'a> = (bool, usize, Half, &'a mut f32);

/// Brings to a position whoever goes first, and whoever is too far behind it.
fn give_turns<'a>(
    places: impl Iterator<Item = Turn<'a>>,
    position: f32,
    too_far: f32,
    is_seen: impl Fn(usize, Half) -> bool,
) {
    let mut next: Option<(bool, &mut f32)> = None;
    for (has_all, index, half, at) in places {
        let is_late = position - *at > too_far;
        // Asked last: a browser must be asked for it.
        let goes_before =
            next.as_ref().is_none_or(|(other_has, other)| (has_all, *at) < (*other_has, **other));
        if !(is_late || goes_before) || !is_seen(index, half) {
            continue;
        }
        if is_late {
            *at = position;
        } else {
            next = Some((has_all, at));
        }
    }
    if let Some((_, at)) = next {
        *at = position;
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
            last = if draws { 1.99 * FRAME } else { FRAME };
            spent += last;
            drawn += if draws { last } else { 0.0 };
        }
        assert!((drawn / spent - 0.5_f32).abs() < 0.05, "{drawn} of {spent}");
        // However slow it is, it goes on; and where frames without a picture are as slow, every other one has one.
        assert!((0..6).any(|_| pace.draws(5000.0)));
        let drawn = (0..20).filter(|_| pace.draws(60.0)).count();
        assert!((9..=11).contains(&drawn), "{drawn} of 20");
    }

    #[test]
    fn no_column_is_far_behind_however_slow_the_machine_and_one_out_of_sight_takes_no_turn() {
        const SLOW: f32 = 90.0;
        let (mut pace, mut drawn) = (Pace::default(), [0.0; 8]);
        for frame in 1..40 {
            let position = frame as f32 * SLOW;
            if pace.draws(SLOW) {
                let places = drawn.iter_mut().enumerate();
                let places = places.map(|(index, at)| (false, index, Half::Picture, at));
                give_turns(places, position, STALE, |index, _| index != 7);
            }
            let behind = position - drawn[..7].iter().copied().fold(f32::MAX, f32::min);
            assert!(behind <= STALE + 2.0 * SLOW, "{behind} ms behind in frame {frame}");
        }
        assert!(drawn[7] == 0.0);
    }
}
