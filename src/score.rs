//! The [`Score`]: presentation time. Every event of every column gets a beat; within one virtual instant the columns play their
//! scheduling decisions side by side, and no column enters the next instant before all have left this one.
//! Owns how long each event is shown. Knows no pixels and no clock.

use espalier_trace::{
    CancelSource, CancelTarget, Event, EventKind, Stream, TaskId, Trace, VirtualTime,
};

/// The beats of several traces played together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Score {
    moments: Vec<Moment>,
    /// For each moment, how many events of each column have happened: `columns` numbers a moment.
    counts: Vec<u32>,
    columns: usize,
    /// For each column and event, when it is shown.
    shown: Vec<Vec<f32>>,
    /// The virtual instants, with the presentation time that each takes.
    instants: Vec<Instant>,
    /// Presentation time of the whole, in milliseconds at normal speed.
    length: f32,
}

/// One picture: what is on screen from `start` until the next moment's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// Presentation time in milliseconds at normal speed.
    pub start: f32,
    /// The instant.
    pub at: VirtualTime,
    /// The scheduling decision that this belongs to, counted over all columns.
    pub step: u32,
}

/// One virtual instant as a stretch of presentation time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Instant {
    /// Virtual time.
    pub at: VirtualTime,
    /// Where it begins, in milliseconds of presentation time.
    pub start: f32,
    /// Where it ends.
    pub end: f32,
}

/// How long an event is shown before the next, in milliseconds at normal speed; 0 joins it to the next one.
fn weight(kind: &EventKind) -> f32 {
    match kind {
        EventKind::RunStarted
        | EventKind::LoopStarted { .. }
        | EventKind::LoopEnded
        | EventKind::TimerSet { .. }
        | EventKind::TimerFired
        | EventKind::Renamed { .. }
        | EventKind::Woken
        | EventKind::StepBegan
        | EventKind::DeadlineSet { .. }
        | EventKind::ShieldSet { .. } => 0.0,
        // A scope's cancellation is passed on to each of its tasks at once; the first request is the one to be seen.
        EventKind::CancelRequested {
            target: CancelTarget::Task(_),
            source: CancelSource::ChildFailed,
            ..
        } => 60.0,
        // Its arrival is the delivery, an event of its own.
        EventKind::Raised { exception } if exception.cancellation => 0.0,
        EventKind::Printed { stream: Stream::Stderr, .. } => 0.0,
        EventKind::Line { .. } => 60.0,
        EventKind::Yielded | EventKind::Blocked { .. } => 110.0,
        EventKind::Printed { .. } => 160.0,
        EventKind::Spawned { .. } => 260.0,
        EventKind::ScopeOpened { .. } | EventKind::ScopeExiting { .. } => 300.0,
        EventKind::Finished { .. } | EventKind::CancelDelivered { .. } => 420.0,
        EventKind::ScopeClosed { .. }
        | EventKind::Travelled { .. }
        | EventKind::Grouped { .. }
        | EventKind::CancelCaught { .. }
        | EventKind::Retrieved { .. } => 520.0,
        EventKind::CancelRequested { .. }
        | EventKind::Caught { .. }
        | EventKind::Raised { .. }
        | EventKind::LoopBlocked { .. } => 700.0,
        EventKind::Lost { .. }
        | EventKind::Outlived { .. }
        | EventKind::Destroyed
        | EventKind::Deadlocked { .. }
        | EventKind::BudgetExceeded { .. } => 900.0,
        _ => 200.0,
    }
}

/// A place in a score that another score of much the same traces has too: after a knob is turned, or where a link is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Virtual time; the latest there is means the end.
    pub at: VirtualTime,
    /// The moment, counted within its instant.
    pub moment: usize,
}

/// An instant with more than this to show, in milliseconds, shows it faster. See [`Score::hasten`].
const KNEE: f32 = 3000.0;

/// What normal speed makes of all these lengths: whoever opens the page has seen within ten seconds how the first story ends.
const TEMPO: f32 = 0.55;

/// What passes between the instants has at least this share of the whole, however much happens in them: else a second would not
/// be seen.
const BETWEEN: f32 = 0.2;

/// No story takes longer than this, in milliseconds at normal speed.
const LONGEST: f32 = 25_000.0;

/// Presentation time between two instants: grows with virtual time, but a long sleep is not a long wait.
fn gap(from: VirtualTime, to: VirtualTime) -> f32 {
    let secs = to.since(from) as f32 / 1e9;
    700.0 + 350.0 * (1.0 + secs).ln()
}

/// How long the last picture counts.
const TAIL: f32 = 300.0;

/// Events `..count` have happened after a beat of this weight.
struct Beat {
    count: u32,
    weight: f32,
}

/// One column's events of one instant: steps of beats.
struct Bar {
    at: VirtualTime,
    steps: Vec<Vec<Beat>>,
}

/// Cuts a trace into instants, scheduling decisions and beats, from the event `first` on.
///
/// A decision begins with what made the task ready (a timer, a wake-up) if that happened outside every task, else with its step.
fn bars(events: &[Event], first: usize) -> Vec<Bar> {
    let mut bars: Vec<Bar> = Vec::new();
    // What the library's own tasks do is no decision of the reader's program.
    let system: Vec<TaskId> = events
        .iter()
        .filter(|event| matches!(event.kind, EventKind::Spawned { system: true, .. }))
        .filter_map(|event| event.task)
        .collect();
    let mut running = false;
    let mut prelude = false;
    // Weightless events wait for a beat to join.
    let mut pending = false;
    for (index, event) in events.iter().enumerate().skip(first) {
        let is_system = event.task.is_some_and(|task| system.contains(&task));
        let begins = match event.kind {
            _ if is_system => false,
            EventKind::StepBegan => !prelude,
            EventKind::TimerFired | EventKind::Woken | EventKind::CallbackRan { .. } => {
                !running && !prelude
            }
            _ => false,
        };
        match event.kind {
            _ if is_system => {}
            EventKind::StepBegan => (running, prelude) = (true, false),
            EventKind::Yielded
            | EventKind::Blocked { .. }
            | EventKind::Finished { .. }
            | EventKind::Destroyed => running = false,
            EventKind::TimerFired | EventKind::Woken | EventKind::CallbackRan { .. }
                if !running =>
            {
                prelude = true
            }
            _ => {}
        }
        let count = index as u32 + 1;
        let new_bar = bars.last().is_none_or(|bar| bar.at != event.at);
        if (new_bar || begins) && pending {
            // What was left of the step before belongs to its last beat, or is one of its own.
            flush(&mut bars, count - 1);
            pending = false;
        }
        if new_bar {
            bars.push(Bar { at: event.at, steps: vec![Vec::new()] });
        }
        let Some(bar) = bars.last_mut() else { continue };
        if begins && bar.steps.last().is_some_and(|step| !step.is_empty()) {
            bar.steps.push(Vec::new());
        }
        let weight = if is_system { 0.0 } else { weight(&event.kind) };
        if weight == 0.0 {
            pending = true;
        } else if let Some(step) = bar.steps.last_mut() {
            step.push(Beat { count, weight });
            pending = false;
        }
    }
    if pending {
        flush(&mut bars, events.len() as u32);
    }
    bars
}

fn flush(bars: &mut [Bar], count: u32) {
    let Some(step) = bars.last_mut().and_then(|bar| bar.steps.last_mut()) else { return };
    match step.last_mut() {
        Some(beat) => beat.count = count,
        None => step.push(Beat { count, weight: 40.0 }),
    }
}

/// The events that the very first picture shows as already happened: up to the spawning of the first task.
fn opening(events: &[Event]) -> usize {
    events
        .iter()
        .take_while(|event| event.at == VirtualTime::ZERO)
        .position(|event| matches!(event.kind, EventKind::Spawned { system: false, .. }))
        .map_or(0, |index| index + 1)
}

impl Score {
    /// The score of these traces.
    #[must_use]
    pub fn new(traces: &[&Trace]) -> Self {
        let openings: Vec<usize> = traces.iter().map(|trace| opening(&trace.events)).collect();
        let columns: Vec<Vec<Bar>> = traces
            .iter()
            .zip(&openings)
            .map(|(trace, first)| bars(&trace.events, *first))
            .collect();
        let mut score = Self { columns: traces.len(), ..Self::default() };
        let mut counts: Vec<u32> = openings.iter().map(|count| *count as u32).collect();
        score.shown = traces.iter().map(|trace| Vec::with_capacity(trace.events.len())).collect();
        let mut next_bar = vec![0; traces.len()];
        let mut clock = 0.0;
        let mut step_number = 0;
        score.push(clock, VirtualTime::ZERO, step_number, &counts);
        clock += 250.0;
        let mut at = VirtualTime::ZERO;
        loop {
            let start = clock;
            let playing: Vec<Option<&Bar>> = columns
                .iter()
                .zip(&mut next_bar)
                .map(|(bars, next)| {
                    let bar = bars.get(*next).filter(|bar| bar.at == at)?;
                    *next += 1;
                    Some(bar)
                })
                .collect();
            let steps = playing.iter().flatten().map(|bar| bar.steps.len()).max().unwrap_or(0);
            for step in 0..steps {
                let voices: Vec<&[Beat]> = playing
                    .iter()
                    .map(|bar| {
                        bar.and_then(|bar| bar.steps.get(step)).map_or(&[][..], |beats| beats)
                    })
                    .collect();
                let beats = voices.iter().map(|beats| beats.len()).max().unwrap_or(0);
                if beats > 0 {
                    step_number += 1;
                }
                for beat in 0..beats {
                    let mut weight: f32 = 0.0;
                    for (column, voice) in voices.iter().enumerate() {
                        if let Some(beat) = voice.get(beat) {
                            counts[column] = beat.count;
                            weight = weight.max(beat.weight);
                        }
                    }
                    score.push(clock, at, step_number, &counts);
                    clock += weight;
                }
            }
            score.instants.push(Instant { at, start, end: clock });
            let waiting = columns.iter().zip(&next_bar).filter_map(|(bars, next)| bars.get(*next));
            let Some(next) = waiting.map(|bar| bar.at).min() else { break };
            clock += gap(at, next);
            at = next;
        }
        score.length = clock + TAIL;
        score.hasten();
        score
    }

    /// Makes beats shorter where there are many. What happens at one instant is told in detail as long as it takes up to
    /// [`KNEE`]; of what there is beyond, only the logarithm counts, and all beats of that instant share the loss. Everything
    /// then becomes shorter by the same factor, [`TEMPO`] or what it takes to stay within [`LONGEST`]. What passes between
    /// instants keeps its share, [`BETWEEN`].
    fn hasten(&mut self) {
        let old = std::mem::take(&mut self.instants);
        let shorter = |instant: &Instant| {
            let length = instant.end - instant.start;
            if length > KNEE { KNEE * (1.0 + (length / KNEE).ln()) } else { length }
        };
        let within: f32 = old.iter().map(|instant| instant.end - instant.start).sum();
        let told: f32 = old.iter().map(shorter).sum();
        let stretch = (told * BETWEEN / (1.0 - BETWEEN) / (self.length - within)).max(1.0);
        let (mut clock, mut last_end) = (0.0, 0.0);
        for instant in &old {
            clock += (instant.start - last_end) * stretch;
            let shorter = shorter(instant);
            self.instants.push(Instant { at: instant.at, start: clock, end: clock + shorter });
            clock += shorter;
            last_end = instant.end;
        }
        clock += (self.length - last_end) * stretch;
        let factor = (LONGEST / clock).min(TEMPO);
        for instant in &mut self.instants {
            instant.start *= factor;
            instant.end *= factor;
        }
        let new = &self.instants;
        let place = |position: f32| {
            let after = old.partition_point(|instant| instant.start <= position);
            let between = stretch * factor;
            let Some(index) = after.checked_sub(1) else { return position * between };
            let (from, to) = (old[index], new[index]);
            let length = from.end - from.start;
            match position < from.end && length > 0.0 {
                true => to.start + (position - from.start) * ((to.end - to.start) / length),
                false => to.end + (position - from.end) * between,
            }
        };
        for moment in &mut self.moments {
            moment.start = place(moment.start);
        }
        for shown in self.shown.iter_mut().flatten() {
            *shown = place(*shown);
        }
        self.length = place(self.length);
    }

    fn push(&mut self, start: f32, at: VirtualTime, step: u32, counts: &[u32]) {
        self.moments.push(Moment { start, at, step });
        self.counts.extend_from_slice(counts);
        for (shown, count) in self.shown.iter_mut().zip(counts) {
            shown.resize(*count as usize, start);
        }
    }

    /// Presentation time of the whole, in milliseconds at normal speed.
    #[must_use]
    pub fn length(&self) -> f32 {
        self.length
    }

    /// The moments, in order; at least one if there is a score at all.
    #[must_use]
    pub fn moments(&self) -> &[Moment] {
        &self.moments
    }

    /// The virtual instants, in order.
    #[must_use]
    pub fn instants(&self) -> &[Instant] {
        &self.instants
    }

    /// The moment that is on screen at `position` milliseconds.
    #[must_use]
    pub fn moment_at(&self, position: f32) -> usize {
        self.moments.partition_point(|moment| moment.start <= position).saturating_sub(1)
    }

    /// How many events of `column` have happened at `moment`.
    #[must_use]
    pub fn count(&self, moment: usize, column: usize) -> usize {
        self.counts.get(moment * self.columns + column).map_or(0, |count| *count as usize)
    }

    /// How many events of `column` have happened at `position`.
    #[must_use]
    pub fn count_at(&self, position: f32, column: usize) -> usize {
        self.count(self.moment_at(position), column)
    }

    /// When the event at `index` of `column` is shown, in milliseconds.
    #[must_use]
    pub fn shown(&self, column: usize, index: usize) -> f32 {
        self.shown.get(column).and_then(|shown| shown.get(index)).copied().unwrap_or(self.length)
    }

    /// Virtual time at `position`: it stands still during an instant and runs between two.
    #[must_use]
    pub fn virtual_time(&self, position: f32) -> VirtualTime {
        let next = self.instants.partition_point(|instant| instant.start <= position);
        let Some(instant) = next.checked_sub(1).and_then(|index| self.instants.get(index)) else {
            return VirtualTime::ZERO;
        };
        let Some(after) = self.instants.get(next) else { return instant.at };
        let fraction = ((position - instant.end) / (after.start - instant.end)).clamp(0.0, 1.0);
        VirtualTime(instant.at.0 + (after.at.since(instant.at) as f64 * f64::from(fraction)) as u64)
    }

    /// Where a virtual time is shown: the last position of its instant, or of the one before it.
    #[must_use]
    pub fn position_of(&self, time: VirtualTime) -> f32 {
        let after = self.instants.partition_point(|instant| instant.at <= time);
        let Some(instant) = after.checked_sub(1).and_then(|index| self.instants.get(index)) else {
            return 0.0;
        };
        let Some(next) = self.instants.get(after) else { return instant.end };
        let fraction = time.since(instant.at) as f64 / next.at.since(instant.at) as f64;
        instant.end + (next.start - instant.end) * fraction as f32
    }

    /// The place at `position`.
    #[must_use]
    pub fn place(&self, position: f32) -> Place {
        if position >= self.length {
            return Place { at: VirtualTime(u64::MAX), moment: 0 };
        }
        let at = self.virtual_time(position);
        let here = self.moment_at(position);
        let before = self.moments[..here].iter().rev().take_while(|moment| moment.at == at);
        Place { at, moment: before.count() }
    }

    /// Where a place is shown: at its moment if there is one, else at its time.
    #[must_use]
    pub fn position_of_place(&self, place: Place) -> f32 {
        if place.at == VirtualTime(u64::MAX) {
            return self.length;
        }
        let first = self.moments.partition_point(|moment| moment.at < place.at);
        let here = self.moments[first..].iter().take_while(|moment| moment.at == place.at).count();
        match here.checked_sub(1) {
            Some(last) => self.moments[first + place.moment.min(last)].start,
            None => self.position_of(place.at),
        }
    }

    /// Where a step ends: its last moment. The first picture counts as one.
    fn is_stop(&self, moment: usize) -> bool {
        match (self.moments.get(moment), self.moments.get(moment + 1)) {
            (Some(this), Some(next)) => this.step != next.step,
            (this, _) => this.is_some(),
        }
    }

    /// The end of the next scheduling decision after `moment`.
    #[must_use]
    pub fn next_stop(&self, moment: usize) -> usize {
        (moment + 1..self.moments.len())
            .find(|moment| self.is_stop(*moment))
            .unwrap_or(self.moments.len().saturating_sub(1))
    }

    /// The end of the scheduling decision before `moment`.
    #[must_use]
    pub fn previous_stop(&self, moment: usize) -> usize {
        (0..moment.min(self.moments.len())).rev().find(|moment| self.is_stop(*moment)).unwrap_or(0)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use espalier_trace::{EventId, Header, Program, TaskId, Wait, WaitOn};
    use proptest::prelude::*;

    use super::*;

    /// A trace of these instants, tasks and kinds.
    pub(crate) fn trace(events: Vec<(u64, Option<u32>, EventKind)>) -> Trace {
        let program = Program { name: "p.py".into(), source: String::new() };
        let events = events
            .into_iter()
            .enumerate()
            .map(|(seq, (at, task, kind))| Event {
                seq: EventId(seq as u32),
                at: VirtualTime(at),
                task: task.map(TaskId),
                cause: seq.checked_sub(1).map(|cause| EventId(cause as u32)),
                kind,
            })
            .collect();
        Trace::new(Header::new("test", program, None), events)
    }

    pub(crate) fn spawned(name: &str, parent: Option<u32>) -> EventKind {
        EventKind::Spawned {
            name: name.into(),
            parent: parent.map(TaskId),
            scope: None,
            function: None,
            system: false,
        }
    }

    fn sleep() -> EventKind {
        EventKind::Blocked { wait: Wait::new(WaitOn::Sleep, "sleep(1)") }
    }

    fn two_steps(wake: u64) -> Trace {
        trace(vec![
            (0, None, EventKind::RunStarted),
            (0, Some(0), spawned("main", None)),
            (0, Some(0), EventKind::StepBegan),
            (0, Some(0), EventKind::Line { line: 1, function: None }),
            (0, Some(0), sleep()),
            (wake, Some(0), EventKind::TimerFired),
            (wake, Some(0), EventKind::Woken),
            (wake, Some(0), EventKind::StepBegan),
            (wake, Some(0), EventKind::Line { line: 2, function: None }),
            (wake, None, EventKind::RunEnded { exit_code: 0, exception: None }),
        ])
    }

    #[test]
    fn the_first_picture_has_the_main_task_and_the_last_has_everything() {
        let trace = two_steps(5);
        let score = Score::new(&[&trace]);
        assert_eq!(score.count(0, 0), 2);
        assert_eq!(score.count(score.moments().len() - 1, 0), trace.events.len());
    }

    #[test]
    fn a_timer_and_the_step_it_leads_to_are_one_decision() {
        let score = Score::new(&[&two_steps(5)]);
        let first = score.next_stop(0);
        assert_eq!(score.count(first, 0), 5);
        let second = score.next_stop(first);
        assert_eq!(score.count(second, 0), 10);
        assert_eq!(score.previous_stop(second), first);
        assert_eq!(score.previous_stop(first), 0);
        assert_eq!(score.previous_stop(0), 0);
        assert_eq!(score.next_stop(second), second);
    }

    #[test]
    fn no_column_is_ahead_of_another_by_an_instant() {
        let (slow, fast) = (two_steps(7), two_steps(5));
        let score = Score::new(&[&slow, &fast]);
        for moment in 0..score.moments().len() {
            let at = score.moments()[moment].at;
            for (column, trace) in [&slow, &fast].into_iter().enumerate() {
                let count = score.count(moment, column);
                assert!(trace.events[..count].iter().all(|event| event.at <= at));
                assert!(trace.events[count..].iter().all(|event| event.at >= at));
            }
        }
    }

    #[test]
    fn virtual_time_stands_in_an_instant_and_runs_between_two() {
        let score = Score::new(&[&two_steps(2_000_000_000)]);
        let [first, second] = score.instants() else { panic!("two instants") };
        assert_eq!(score.virtual_time(first.end), VirtualTime::ZERO);
        assert_eq!(score.virtual_time((first.end + second.start) / 2.0).0 / 100_000_000, 10);
        assert_eq!(score.virtual_time(second.end + 1.0), second.at);
    }

    #[test]
    fn a_place_is_found_again() {
        let score = Score::new(&[&two_steps(5_000_000_000)]);
        for (index, moment) in score.moments().iter().enumerate() {
            let place = score.place(moment.start);
            assert_eq!(score.moment_at(score.position_of_place(place)), index);
        }
        let between = score.position_of(VirtualTime(2_500_000_000));
        assert!((score.position_of_place(score.place(between)) - between).abs() < 1.0);
        assert_eq!(score.position_of_place(score.place(score.length())), score.length());
        let other = Score::new(&[&two_steps(7_000_000_000)]);
        let at = other.position_of_place(score.place(score.instants()[1].start));
        assert!((other.virtual_time(at).as_secs() - 5.0).abs() < 0.01);
    }

    #[test]
    fn an_instant_with_a_crowd_is_told_faster_and_no_story_is_longer_than_half_a_minute() {
        let crowd = |tasks: u32, instants: u64| {
            let mut events = vec![(0, Some(0), spawned("main", None))];
            for at in 0..instants {
                for task in 0..tasks {
                    events.push((at, Some(task), EventKind::StepBegan));
                    events.push((at, Some(task), sleep()));
                }
            }
            Score::new(&[&trace(events)])
        };
        let few = crowd(10, 1);
        assert_eq!(few.instants()[0].end - few.instants()[0].start, 10.0 * 110.0 * TEMPO);
        let many = crowd(1000, 1);
        let length = many.instants()[0].end - many.instants()[0].start;
        assert!((KNEE * TEMPO..9000.0).contains(&length), "{length}");
        let long = crowd(200, 40);
        assert!((24_900.0..25_100.0).contains(&long.length()), "{}", long.length());
        for score in [few, many, long] {
            assert!(score.moments().windows(2).all(|pair| pair[0].start < pair[1].start));
            let last = score.instants().last().expect("an instant");
            assert!(last.end < score.length());
        }
    }

    #[test]
    fn who_opens_the_page_sees_within_ten_seconds_that_work_escapes() {
        let story = &crate::scenario::ALL[0];
        let runs: Vec<_> = story
            .opening
            .iter()
            .map(|library| crate::scenario::tests::run(story, *library))
            .collect();
        let traces: Vec<&Trace> = runs.iter().map(|run| run.trace()).collect();
        let escapes = traces[0]
            .events
            .iter()
            .position(|event| matches!(event.kind, EventKind::Outlived { .. }))
            .expect("a task that outlives main");
        let shown = Score::new(&traces).shown(0, escapes);
        assert!(shown < 10_000.0, "{shown}");
    }

    #[test]
    fn nothing_to_play_is_no_panic() {
        let score = Score::new(&[]);
        assert_eq!(score.moment_at(10.0), 0);
        assert_eq!(score.next_stop(0), 0);
        let score = Score::new(&[&trace(vec![])]);
        assert_eq!(score.count(score.moment_at(1e9), 0), 0);
    }

    fn any_kind() -> impl Strategy<Value = EventKind> {
        prop_oneof![
            Just(EventKind::StepBegan),
            Just(EventKind::Woken),
            Just(EventKind::TimerFired),
            Just(EventKind::Yielded),
            Just(sleep()),
            Just(EventKind::LoopEnded),
            Just(EventKind::Line { line: 3, function: None }),
        ]
    }

    fn any_trace() -> impl Strategy<Value = Trace> {
        prop::collection::vec((0u64..3, any_kind()), 0..40).prop_map(|events| {
            let mut at = 0;
            trace(
                events
                    .into_iter()
                    .map(|(pause, kind)| {
                        at += pause / 2;
                        (at, Some(0), kind)
                    })
                    .collect(),
            )
        })
    }

    proptest! {
        #[test]
        fn every_event_is_shown_once_and_in_order(a in any_trace(), b in any_trace()) {
            let score = Score::new(&[&a, &b]);
            let last = score.moments().len() - 1;
            for (column, trace) in [&a, &b].into_iter().enumerate() {
                prop_assert_eq!(score.count(last, column), trace.events.len());
                prop_assert!((1..=last).all(|m| score.count(m - 1, column) <= score.count(m, column)));
                prop_assert!((1..trace.events.len()).all(|e| score.shown(column, e - 1) <= score.shown(column, e)));
            }
            prop_assert!(score.moments().windows(2).all(|pair| pair[0].start < pair[1].start));
        }

        #[test]
        fn steps_are_equally_large_both_ways(a in any_trace(), b in any_trace()) {
            let score = Score::new(&[&a, &b]);
            let mut forth = vec![0];
            while let Some(next) = forth.last().map(|m| score.next_stop(*m)).filter(|m| Some(m) != forth.last()) {
                forth.push(next);
            }
            let mut back = vec![*forth.last().unwrap_or(&0)];
            while let Some(previous) = back.last().map(|m| score.previous_stop(*m)).filter(|m| Some(m) != back.last()) {
                back.push(previous);
            }
            back.reverse();
            prop_assert_eq!(forth, back);
        }
    }
}
