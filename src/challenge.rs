//! The challenges: what a reader who plays the scheduler is asked to bring about, in which story, and where that cannot be. Whether
//! it has been reached is [`Goal`]'s to say, from the runs alone.

use espalier_trace::{Goal, Trace};

use crate::{
    scenario::{Library, Scenario},
    texts::{Id, id},
};
use Library::{AnyioAsyncio, AnyioTrio, Asyncio, Curio, TaskGroup, Trio};

/// A challenge.
#[derive(Debug)]
pub struct Challenge {
    /// The name of its goal.
    pub name: &'static str,
    /// What it is called.
    pub title: Id,
    /// What is asked.
    pub task: Id,
    /// For whoever is stuck.
    pub hint: Id,
    /// The story that fits.
    pub story: &'static str,
    /// Where it cannot be met as long as the program is the story's, and why.
    pub cannot: &'static [(&'static [Library], Id)],
    /// A library without which it is no challenge.
    pub with: Option<Library>,
}

/// How far a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Its run has reached the goal.
    Reached,
    /// It has not.
    NotYet,
    /// It never will, and why.
    Never(Id),
}

/// The challenges, the easier ones first.
pub static ALL: &[Challenge] = &[
    Challenge {
        name: "no-error",
        title: id::CHALLENGE_NO_ERROR,
        task: id::CHALLENGE_NO_ERROR_TASK,
        hint: id::CHALLENGE_NO_ERROR_HINT,
        story: "one-child-fails",
        cannot: &[],
        with: None,
    },
    Challenge {
        name: "deadlock",
        title: id::CHALLENGE_DEADLOCK,
        task: id::CHALLENGE_DEADLOCK_TASK,
        hint: id::CHALLENGE_DEADLOCK_HINT,
        story: "bounded-channel",
        cannot: &[],
        with: None,
    },
    Challenge {
        name: "lose-error",
        title: id::CHALLENGE_LOSE_ERROR,
        task: id::CHALLENGE_LOSE_ERROR_TASK,
        hint: id::CHALLENGE_LOSE_ERROR_HINT,
        story: "forgotten-task",
        cannot: &[
            (&[TaskGroup, Trio, AnyioAsyncio, AnyioTrio], id::CHALLENGE_WHY_FRAME_HEARS),
            (&[Curio], id::CHALLENGE_WHY_GROUP_JOINS),
        ],
        with: None,
    },
    Challenge {
        name: "leak",
        title: id::CHALLENGE_LEAK,
        task: id::CHALLENGE_LEAK_TASK,
        hint: id::CHALLENGE_LEAK_HINT,
        story: "two-errors",
        cannot: &[
            (&[Trio, AnyioTrio], id::CHALLENGE_WHY_NURSERY_WAITS),
            (&[Curio], id::CHALLENGE_WHY_GROUP_WAITS),
        ],
        with: None,
    },
    Challenge {
        name: "winner",
        title: id::CHALLENGE_WINNER,
        task: id::CHALLENGE_WINNER_TASK,
        hint: id::CHALLENGE_WINNER_HINT,
        story: "happy-eyeballs",
        cannot: &[],
        with: None,
    },
    Challenge {
        name: "hair",
        title: id::CHALLENGE_HAIR,
        task: id::CHALLENGE_HAIR_TASK,
        hint: id::CHALLENGE_HAIR_HINT,
        story: "timeout-and-cleanup",
        cannot: &[],
        with: None,
    },
    Challenge {
        name: "cut-cleanup",
        title: id::CHALLENGE_CUT_CLEANUP,
        task: id::CHALLENGE_CUT_CLEANUP_TASK,
        hint: id::CHALLENGE_CUT_CLEANUP_HINT,
        story: "timeout-and-cleanup",
        cannot: &[],
        with: None,
    },
    Challenge {
        name: "clean-interrupt",
        title: id::CHALLENGE_CLEAN_INTERRUPT,
        task: id::CHALLENGE_CLEAN_INTERRUPT_TASK,
        hint: id::CHALLENGE_CLEAN_INTERRUPT_HINT,
        story: "timeout-and-cleanup",
        cannot: &[(&[Trio, AnyioAsyncio, AnyioTrio], id::CHALLENGE_WHY_LEVEL)],
        with: None,
    },
    Challenge {
        name: "harmless",
        title: id::CHALLENGE_HARMLESS,
        task: id::CHALLENGE_HARMLESS_TASK,
        hint: id::CHALLENGE_HARMLESS_HINT,
        story: "one-child-fails",
        cannot: &[(&[Asyncio], id::CHALLENGE_WHY_NOBODY_AWAITS)],
        with: None,
    },
    Challenge {
        name: "agree",
        title: id::CHALLENGE_AGREE,
        task: id::CHALLENGE_AGREE_TASK,
        hint: id::CHALLENGE_AGREE_HINT,
        story: "one-child-fails",
        cannot: &[],
        with: Some(Asyncio),
    },
];

impl Challenge {
    /// Its story.
    #[must_use]
    pub fn scenario(&self) -> Option<&'static Scenario> {
        Scenario::named(self.story)
    }

    /// How far each column is.
    #[must_use]
    pub fn standings(&self, columns: &[(Library, &Trace)]) -> Vec<Standing> {
        let goal = Goal::ALL.iter().find(|(name, _)| *name == self.name).map(|(_, goal)| goal);
        let runs: Vec<&Trace> = columns.iter().map(|(_, run)| *run).collect();
        let counts =
            self.with.is_none_or(|with| columns.iter().any(|(library, _)| *library == with));
        let reached = goal.filter(|_| counts).map(|goal| goal.reached(&runs)).unwrap_or_default();
        let standing =
            |(place, (library, _)): (usize, &(Library, &Trace))| match self.why_not(*library) {
                _ if reached.get(place) == Some(&true) => Standing::Reached,
                Some(why) => Standing::Never(why),
                None => Standing::NotYet,
            };
        columns.iter().enumerate().map(standing).collect()
    }

    fn why_not(&self, library: Library) -> Option<Id> {
        let here = self.cannot.iter().find(|(libraries, _)| libraries.contains(&library));
        here.map(|(_, why)| *why)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const SCENARIOS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");

    #[test]
    fn no_story_has_reached_the_goal_by_itself() {
        for challenge in ALL {
            let story = challenge.scenario().expect("a story");
            let traces: Vec<(Library, Trace)> = story
                .libraries
                .iter()
                .map(|library| {
                    let path = format!("{SCENARIOS}/{}", story.address(*library));
                    let text = fs::read_to_string(path).expect("a recorded run");
                    (*library, Trace::read(&text).expect("a trace"))
                })
                .collect();
            let columns: Vec<(Library, &Trace)> =
                traces.iter().map(|(library, trace)| (*library, trace)).collect();
            for (standing, (library, _)) in challenge.standings(&columns).iter().zip(&columns) {
                assert_ne!(*standing, Standing::Reached, "{}: {library:?}", challenge.name);
            }
        }
    }

    #[test]
    fn what_is_said_to_be_possible_is_what_the_list_of_solutions_has() {
        let list = include_str!("../crates/cli/tests/challenges.txt");
        let mut solved: Vec<(&str, &str, &str)> = list
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(|line| {
                let mut words = line.split_whitespace();
                let mut word = || words.next().unwrap_or_default();
                (word(), word(), word())
            })
            .collect();
        let mut said = Vec::new();
        for challenge in ALL {
            let story = challenge.scenario().expect("a story");
            for library in story.libraries {
                if challenge.why_not(*library).is_none() {
                    said.push((challenge.name, story.name, library.file()));
                }
            }
        }
        solved.sort_unstable();
        said.sort_unstable();
        assert_eq!(said, solved);
        assert_eq!(ALL.len(), Goal::ALL.len());
    }

    #[test]
    fn columns_agree_only_with_the_one_that_it_is_hard_for() {
        let agree = ALL.iter().find(|challenge| challenge.name == "agree").expect("one");
        let text = fs::read_to_string(format!("{SCENARIOS}/one-child-fails/nursery.trace"));
        let run = Trace::read(&text.expect("a run")).expect("a trace");
        let standing = |first| agree.standings(&[(first, &run), (Trio, &run)]);
        assert_eq!(standing(TaskGroup), [Standing::NotYet; 2]);
        assert_eq!(standing(Asyncio), [Standing::Reached; 2]);
    }
}
