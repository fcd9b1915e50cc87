//! What the engine tells, and what files bring: runs that take their places, or a word why they do not.

use espalier_trace::{EventKind, Stream, Trace};

use super::State;
use crate::{
    document::moves,
    engine::{Errand, Fault, News, PATIENCE_SECS},
    open::Refusal,
    playback::Command,
    run::RunRef,
    story,
    texts::id,
    view::{column::Status, editor::Problem},
};

impl State {
    /// Takes in what the engine tells; whether there is anything new to be seen.
    pub fn news(&mut self, news: News) -> bool {
        let language = self.language;
        match news {
            News::Loading(bytes, of) => self.loading = Some((bytes, of)),
            News::Ready => self.loading = None,
            News::Missing(problem) => {
                self.loading = None;
                let text = language.with(id::ENGINE_MISSING, &[("problem", &problem)]);
                for column in self.columns.iter_mut().filter(|column| column.status != Status::Idle)
                {
                    column.status = Status::Failed(text.clone());
                }
            }
            News::Began(Errand::Show(id)) => {
                let Some(column) = self.by_id(id) else { return false };
                // One that was slow is not called quick before it is over, and most are over before anybody wonders.
                if column.status == Status::Running {
                    return false;
                }
                return std::mem::take(&mut column.status) != Status::Idle;
            }
            // Now it can be stopped.
            News::Slow(Errand::Show(id)) => {
                if let Some(column) = self.by_id(id) {
                    column.status = Status::Running;
                }
            }
            News::Began(_) | News::Slow(_) => return false,
            News::Done(runs) => {
                let mut shown = Vec::new();
                for (errand, trace) in runs {
                    match errand {
                        Errand::Show(id) => shown.push((id, trace, Status::Idle)),
                        Errand::Trunk(id) => self.take_trunk(id, trace),
                        Errand::Order(id, seed) => self.take_order(id, seed, Some(&trace)),
                        // The engine keeps it.
                        Errand::Ahead(_) => {}
                    }
                }
                self.show(shown);
            }
            News::Lost(Errand::Order(id, seed), ..) => self.take_order(id, seed, None),
            News::Lost(Errand::Trunk(_) | Errand::Ahead(_), ..) => {}
            News::Lost(Errand::Show(id), fault, trace) => {
                let text = match fault {
                    Fault::Timeout => language
                        .with(id::ENGINE_TIMEOUT, &[("seconds", &PATIENCE_SECS.to_string())]),
                    Fault::Stopped => language.text(id::ENGINE_STOPPED),
                    Fault::Crashed(words) if words.is_empty() => language.text(id::ENGINE_CRASHED),
                    Fault::Crashed(words) => {
                        let words = language.with(id::ENGINE_WORDS, &[("words", &words)]);
                        [&language.text(id::ENGINE_CRASHED), " ", &words].concat()
                    }
                    Fault::Unreadable(part, found) => {
                        let part = language.with(part, &[("found", &found)]);
                        language.with(id::ENGINE_BAD_ANSWER, &[("problem", &part)])
                    }
                };
                let already =
                    self.by_id(id).is_some_and(|column| matches!(column.status, Status::Failed(_)));
                match trace.filter(|trace| !trace.events.is_empty()) {
                    Some(trace) => self.show(vec![(id, trace, Status::Failed(text))]),
                    None if already => {}
                    None => {
                        if let Some(column) = self.by_id(id) {
                            column.status = Status::Failed(text);
                        }
                    }
                }
            }
        }
        true
    }

    /// Says why a file is not opened; the column stays as it is.
    pub fn refuse_file(&mut self, id: usize, name: &str, refusal: &Refusal) {
        let language = self.language;
        let problem = match refusal {
            Refusal::TooLarge(most) => {
                language.with(id::FILE_TOO_LARGE, &[("megabytes", &most.to_string())])
            }
            Refusal::NoText => language.text(id::FILE_NO_TEXT),
            Refusal::BrokenTrace(problem) => {
                language.with(id::FILE_BROKEN, &[("problem", problem)])
            }
            Refusal::Unreadable => language.text(id::FILE_UNREADABLE),
        };
        if let Some(column) = self.by_id(id) {
            column.status = Status::Failed(format!("{name}: {problem}"));
        }
    }

    /// Puts fresh runs into columns, and plays from the start unless all of them take the places of others quietly.
    pub fn show(&mut self, runs: Vec<(usize, Trace, Status)>) {
        let place = self.score.0.place(self.playback.position);
        let quiet: Vec<bool> = runs
            .into_iter()
            .filter_map(|(id, trace, status)| self.put(id, trace, status))
            .collect();
        if quiet.is_empty() {
            return;
        }
        self.rescore();
        if quiet.iter().all(|quiet| *quiet) {
            let position = self.score.0.position_of_place(self.held.unwrap_or(place));
            return self.play(Command::Seek(position));
        }
        self.play(Command::Start);
        if moves() {
            self.play(Command::Play);
        } else {
            self.play(Command::End);
        }
    }

    /// Puts a fresh run into a column; whether that takes it quietly, if there is one.
    fn put(&mut self, id: usize, trace: Trace, status: Status) -> Option<bool> {
        let language = self.language;
        if self.asked.is_some_and(|(asked, _)| asked == id) {
            self.asked = None;
        }
        let column = self.by_id(id)?;
        column.problem = problem(&trace);
        column.run = RunRef::new(trace);
        column.status = status;
        if let Some(stopped) = column.run.verdict.stopped.and_then(|event| column.run.event(event))
        {
            column.status = Status::Failed(story::sentence(&column.run, stopped, language));
        }
        // The picture comes back once there is one; a program that does not even parse stays in the editor.
        if column.problem.is_none() && !column.quiet {
            column.editing = false;
        }
        Some(column.quiet)
    }
}

/// Where a run that failed says that the program is wrong, the last line that the traceback names in it, and with what error.
fn problem(trace: &Trace) -> Option<Problem> {
    let failed = trace.events.iter().rev().find_map(|event| match event.kind {
        EventKind::RunEnded { exit_code, .. } => Some(exit_code != 0),
        _ => None,
    })?;
    if !failed {
        return None;
    }
    let errors: String = trace
        .events
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::Printed { stream: Stream::Stderr, text } => Some(text.as_str()),
            _ => None,
        })
        .collect();
    let file = format!("File \"{}\", line ", trace.header.program.name);
    let (before, after) = errors.rsplit_once(&file)?;
    let digits = after.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(after.len());
    let line = after[..digits].parse().ok()?;
    // Within a group each line has a margin; without it, the error's own line is the first that is not indented. Its notes come later.
    let margin = before.lines().next_back().and_then(|line| line.strip_suffix("  "))?;
    let is_message = |line: &&str| !line.is_empty() && !line.starts_with(' ');
    let mut lines = after.lines().skip(1).filter_map(|line| line.strip_prefix(margin));
    Some((line, lines.find(is_message)?.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::tests::trace;

    #[test]
    fn an_error_is_shown_at_the_last_line_that_the_traceback_names() {
        let traceback = "Traceback (most recent call last):\n  File \"p.py\", line 21, in <module>\n  File \"p.py\", line 9, in worker\nValueError: B broke\n";
        let failed = trace(vec![
            (0, None, EventKind::Printed { stream: Stream::Stderr, text: traceback.into() }),
            (0, None, EventKind::RunEnded { exit_code: 1, exception: None }),
        ]);
        assert_eq!(problem(&failed), Some((9, "ValueError: B broke".into())));
        let fine = trace(vec![
            (0, None, EventKind::Printed { stream: Stream::Stderr, text: traceback.into() }),
            (0, None, EventKind::RunEnded { exit_code: 0, exception: None }),
        ]);
        assert_eq!(problem(&fine), None);
        let of = |traceback: &str| {
            problem(&trace(vec![
                (0, None, EventKind::Printed { stream: Stream::Stderr, text: traceback.into() }),
                (0, None, EventKind::RunEnded { exit_code: 1, exception: None }),
            ]))
        };
        let noted = "  File \"p.py\", line 1, in <module>\n    import numpy\nModuleNotFoundError: No module named 'numpy'\nThere are these: abc\n";
        let missing = "ModuleNotFoundError: No module named 'numpy'".to_owned();
        assert_eq!(of(noted), Some((1, missing)));
        let within = "  + Exception Group Traceback (most recent call last):\n  |   File \"p.py\", line 9, in <module>\n  | ExceptionGroup: two (1 sub-exception)\n  +-+---------------- 1 ----------------\n    |   File \"p.py\", line 4, in w\n    |     raise E(a | b)\n    |           ^^^^^^^^\n    | E: one\n    | and its second line\n    +------------------------------------\n";
        assert_eq!(of(within), Some((4, "E: one".into())));
    }
}
