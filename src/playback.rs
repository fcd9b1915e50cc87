//! [`Playback`]: where the playhead is and whether it moves. One struct, changed only by [`Command`]s.
//! Knows the [`Score`], no wall clock and no page: time comes in as [`Command::Tick`].
//!
//! At normal speed any story plays within 25 s: the score makes beats shorter where an instant has many of them
//! (`Score::hasten` has the rule), and who wants to see each takes a slower speed or steps.

use crate::{layout::Window, score::Score};

/// The state of the transport.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Playback {
    /// Presentation time in milliseconds at normal speed.
    pub position: f32,
    /// Whether it moves by itself.
    pub playing: bool,
    /// What the timelines show. When the playhead moves, they have it.
    pub window: Window,
    /// How fast, as an index into [`SPEEDS`].
    speed: usize,
}

/// The speeds on offer, as factors of normal speed.
pub const SPEEDS: [f32; 5] = [0.25, 0.5, 1.0, 2.0, 4.0];
const NORMAL: usize = 2;

/// No tick counts for more milliseconds than this: who comes back to the page finds the playhead about where it was.
pub const LONGEST_TICK: f32 = 250.0;

/// Everything that can change a [`Playback`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Command {
    /// Move; from the start again if at the end.
    Play,
    /// Stand still.
    Pause,
    /// Play if paused, else pause.
    Toggle,
    /// To the end of the next scheduling decision, and stand still.
    Step,
    /// To the end of the one before.
    StepBack,
    /// To the next event.
    Next,
    /// To the event before.
    Previous,
    /// To a position in milliseconds; the playhead goes on moving if it did.
    Seek(f32),
    /// To a fraction of the whole, 0 to 1.
    SeekFraction(f32),
    /// To the first picture.
    Start,
    /// To the last.
    End,
    /// One speed up.
    Faster,
    /// One speed down.
    Slower,
    /// To the speed at this index of [`SPEEDS`].
    Speed(usize),
    /// The timelines so many times larger, around a fraction of the whole, or around the playhead.
    Zoom(f32, Option<f32>),
    /// The timelines along, by so much of their own width.
    Pan(f32),
    /// The timelines to this stretch.
    Show(Window),
    /// This many milliseconds have gone by on the reader's clock.
    Tick(f32),
}

impl Default for Playback {
    fn default() -> Self {
        Self { position: 0.0, playing: false, window: Window::WHOLE, speed: NORMAL }
    }
}

impl Playback {
    /// How fast, as a factor of normal speed.
    #[must_use]
    pub fn speed(&self) -> f32 {
        SPEEDS[self.speed]
    }

    /// How fast, as an index into [`SPEEDS`].
    #[must_use]
    pub fn speed_index(&self) -> usize {
        self.speed
    }

    /// What `command` makes of it.
    #[must_use]
    pub fn apply(self, command: Command, score: &Score) -> Self {
        let moment = score.moment_at(self.position);
        let last = score.moments().len().saturating_sub(1);
        let stand =
            |moment: usize| Self { playing: false, ..self.at(start_of(score, moment), score) };
        match command {
            Command::Play if self.position >= score.length() => {
                Self { playing: true, ..self.at(0.0, score) }
            }
            Command::Play => Self { playing: true, ..self },
            Command::Pause => Self { playing: false, ..self },
            Command::Toggle if self.playing => self.apply(Command::Pause, score),
            Command::Toggle => self.apply(Command::Play, score),
            Command::Step => match score.next_stop(moment) {
                next if next == moment => Self { playing: false, ..self.at(score.length(), score) },
                next => stand(next),
            },
            // The last moment lasts a while; its end is one place more, for both step buttons.
            Command::StepBack | Command::Previous if self.position > start_of(score, last) => {
                stand(last)
            }
            Command::StepBack => stand(score.previous_stop(moment)),
            Command::Next if moment + 1 < score.moments().len() => stand(moment + 1),
            Command::Next => Self { playing: false, ..self.at(score.length(), score) },
            Command::Previous => stand(moment.saturating_sub(1)),
            Command::Seek(position) => self.at(position, score),
            Command::SeekFraction(fraction) => self.at(fraction * score.length(), score),
            Command::Start => Self { playing: false, ..self.at(0.0, score) },
            Command::End => Self { playing: false, ..self.at(score.length(), score) },
            Command::Faster => Self { speed: (self.speed + 1).min(SPEEDS.len() - 1), ..self },
            Command::Slower => Self { speed: self.speed.saturating_sub(1), ..self },
            Command::Speed(speed) => Self { speed: speed.min(SPEEDS.len() - 1), ..self },
            Command::Zoom(times, around) => {
                let around = around.unwrap_or(self.position / score.length().max(1.0));
                Self { window: self.window.zoomed(times, around), ..self }
            }
            Command::Pan(widths) => Self { window: self.window.moved(widths), ..self },
            Command::Show(window) => Self { window, ..self },
            Command::Tick(millis) if self.playing => {
                let moved =
                    self.at(self.position + millis.clamp(0.0, LONGEST_TICK) * self.speed(), score);
                Self { playing: moved.position < score.length(), ..moved }
            }
            Command::Tick(_) => self,
        }
    }

    fn at(self, position: f32, score: &Score) -> Self {
        // `max` makes the start of what is no number, which only a damaged page state has.
        let position = position.max(0.0).min(score.length());
        Self { position, window: self.window.with(position / score.length().max(1.0)), ..self }
    }
}

fn start_of(score: &Score, moment: usize) -> f32 {
    score.moments().get(moment).map_or(0.0, |moment| moment.start)
}

#[cfg(test)]
mod tests {
    use espalier_trace::{EventKind, Wait, WaitOn};

    use super::*;
    use crate::score::tests::{spawned, trace};

    fn score() -> Score {
        let mut events = vec![(0, Some(0), spawned("main", None))];
        for at in [0, 1_000_000_000, 2_000_000_000] {
            events.push((at, Some(0), EventKind::StepBegan));
            events.push((at, Some(0), EventKind::Line { line: 1, function: None }));
            events.push((at, Some(0), EventKind::Blocked { wait: Wait::new(WaitOn::Sleep, "") }));
        }
        Score::new(&[&trace(events)])
    }

    fn run(commands: &[Command]) -> Playback {
        let score = score();
        commands
            .iter()
            .fold(Playback::default(), |playback, command| playback.apply(*command, &score))
    }

    #[test]
    fn a_step_and_a_step_back_lead_to_the_same_picture() {
        use Command::{Step, StepBack};
        let one = run(&[Step]);
        assert!(one.position > 0.0);
        assert_eq!(run(&[Step, Step, StepBack]), one);
        assert_eq!(run(&[Step, StepBack]), Playback::default());
        assert_eq!(run(&[StepBack]), Playback::default());
        let end = run(&[Step, Step, Step, Step, Step]);
        assert_eq!(end.position, score().length());
    }

    #[test]
    fn the_way_back_from_the_end_visits_every_place_of_the_way_there() {
        for (forward, back) in
            [(Command::Step, Command::StepBack), (Command::Next, Command::Previous)]
        {
            let score = score();
            let mut way = vec![Playback::default()];
            while way[way.len() - 1].position < score.length() {
                way.push(way[way.len() - 1].apply(forward, &score));
            }
            let mut playback = way[way.len() - 1];
            for expected in way.iter().rev() {
                assert_eq!(playback, *expected);
                playback = playback.apply(back, &score);
            }
        }
    }

    #[test]
    fn playing_ends_at_the_end_and_begins_again_from_there() {
        let mut playback = run(&[Command::Play]);
        for _ in 0..10_000 {
            playback = playback.apply(Command::Tick(16.0), &score());
        }
        assert_eq!((playback.playing, playback.position), (false, score().length()));
        let again = playback.apply(Command::Toggle, &score());
        assert_eq!((again.playing, again.position), (true, 0.0));
    }

    #[test]
    fn a_page_that_slept_does_not_jump() {
        let playback = run(&[Command::Play, Command::Tick(60_000.0)]);
        assert_eq!(playback.position, 250.0);
    }

    #[test]
    fn paused_time_does_not_count_and_speed_does() {
        assert_eq!(run(&[Command::Tick(16.0)]).position, 0.0);
        assert_eq!(run(&[Command::Faster, Command::Play, Command::Tick(16.0)]).position, 32.0);
        assert_eq!(run(&[Command::Slower; 9]).speed(), 0.25);
    }

    #[test]
    fn the_timelines_turn_with_the_playhead_and_not_without_it() {
        let zoomed = run(&[Command::Zoom(4.0, None)]);
        assert!(zoomed.window.x_of(score().length(), score().length()) > 1000.0);
        let away = run(&[Command::Zoom(4.0, None), Command::Pan(2.0)]);
        assert_ne!(away.window, zoomed.window);
        assert_eq!(away.apply(Command::Seek(0.0), &score()).window, zoomed.window);
        assert_eq!(away.apply(Command::Zoom(0.01, None), &score()).window, Window::WHOLE);
    }

    #[test]
    fn seeking_stays_inside() {
        assert_eq!(run(&[Command::Seek(f32::NAN)]).position, 0.0);
        assert_eq!(run(&[Command::Seek(-3.0)]).position, 0.0);
        assert_eq!(run(&[Command::SeekFraction(7.0)]).position, score().length());
    }
}
