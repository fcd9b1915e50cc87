//! What the page and the engine's worker say to each other: JSON texts, one a message. Both sides use these types, so
//! that neither can drift from the other. Knows no worker and no page.

use serde::{Deserialize, Serialize};

use crate::{
    event::Event,
    intervention::Intervention,
    read,
    trace::{Header, Program},
};

/// What the page asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The page's number for it; every answer carries it.
    pub id: u32,
    /// What to run.
    pub program: Program,
    /// The seed that chooses among the orders that the library leaves open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// What the reader changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interventions: Vec<Intervention>,
}

/// What the worker answers. Events come in chunks, in order, between [`Answer::Began`] and [`Answer::Done`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The engine's code is on its way.
    Loading {
        /// Bytes that have come.
        bytes: u64,
        /// Bytes in all, where the host says so.
        #[serde(skip_serializing_if = "Option::is_none")]
        of: Option<u64>,
    },
    /// The engine can be asked.
    Ready,
    /// The engine cannot be started.
    Broken {
        /// Why.
        problem: String,
    },
    /// A run began.
    Began {
        /// The page's number for it.
        id: u32,
        /// The header of its trace.
        header: Header,
    },
    /// The next events of its trace.
    Events {
        /// The page's number for it.
        id: u32,
        /// In order.
        events: Vec<Event>,
    },
    /// It is over; its trace is whole.
    Done {
        /// The page's number for it.
        id: u32,
        /// The exit status that Python would have given.
        exit_code: i32,
    },
}

impl Answer {
    /// Reads an answer from its message.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn read(message: &str) -> Result<Self, String> {
        read::answer(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_survive_the_way() {
        let program = Program { name: "p.py".into(), source: "é\n".into() };
        let interventions: Vec<Intervention> = vec!["3 hold 1".parse().expect("an intervention")];
        let ask = Ask {
            id: 7,
            program: program.clone(),
            seed: None,
            interventions: interventions.clone(),
        };
        let text = serde_json::to_string(&ask).expect("writes");
        assert_eq!(serde_json::from_str::<Ask>(&text).expect("reads"), ask);
        for answer in [
            Answer::Loading { bytes: 1, of: None },
            Answer::Ready,
            Answer::Broken { problem: "no memory".into() },
            Answer::Began {
                id: 7,
                header: Header::new("test", program.clone(), Some(3)).intervened(interventions),
            },
            Answer::Began { id: 7, header: Header::new("test", program, None) },
            Answer::Events { id: 7, events: Vec::new() },
            Answer::Done { id: 7, exit_code: 1 },
        ] {
            let text = serde_json::to_string(&answer).expect("writes");
            assert_eq!(Answer::read(&text), Ok(answer));
        }
    }
}
