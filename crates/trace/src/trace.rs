//! The [`Trace`]: a header and the events, and the file format (JSON, one object a line; `docs/trace-format.md`).
//! Knows nothing of what the events mean; [`crate::world`] does.

use std::{fmt, rc::Rc};

use serde::{Deserialize, Serialize};

use crate::{event::Event, ids::EventId, intervention::Intervention, read};

/// The word in a header's `format`.
pub const FORMAT: &str = "espalier-trace";
/// The version that this crate writes, and the only one that it reads.
pub const VERSION: u32 = 1;

/// A run: what was run, and all that happened. Cloning is cheap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// What was run.
    pub header: Rc<Header>,
    /// What happened, in order: `events[i].seq` is `i`.
    pub events: Rc<[Event]>,
}

/// The first line of a trace file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Header {
    /// Always [`FORMAT`].
    pub format: String,
    /// Always [`VERSION`].
    pub version: u32,
    /// What made the trace: `espalier 0.0.0`, or a recorder's name.
    pub producer: String,
    /// The seed that chose among the orders the library leaves open; absent for the default order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// What the reader changed; absent if nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub interventions: Vec<Intervention>,
    /// The program.
    pub program: Program,
}

/// The program that was run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// Its file name.
    pub name: String,
    /// Its text; lines in events count from 1 in it.
    pub source: String,
}

impl Header {
    /// The header of a trace of `program`.
    #[must_use]
    pub fn new(producer: impl Into<String>, program: Program, seed: Option<u64>) -> Self {
        let (format, producer) = (FORMAT.into(), producer.into());
        Self { format, version: VERSION, producer, seed, interventions: Vec::new(), program }
    }

    /// The same for a run that the reader changed.
    #[must_use]
    pub fn intervened(self, interventions: Vec<Intervention>) -> Self {
        Self { interventions, ..self }
    }
}

/// Why a text is not a trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// The text is empty.
    Empty,
    /// The first line is not a header.
    Header(String),
    /// The format or version is another one.
    Version {
        /// The format named.
        format: String,
        /// The version named.
        version: u32,
    },
    /// A line is not an event. Lines count from 1.
    Line {
        /// Which line.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "not a trace: the file is empty"),
            Self::Header(problem) => {
                write!(f, "not a trace: the first line is no header ({problem})")
            }
            Self::Version { format, version } => write!(
                f,
                "not a trace this version can read: format {format:?} version {version}, expected {FORMAT:?} version {VERSION}"
            ),
            Self::Line { line, problem } => write!(f, "damaged trace: line {line}: {problem}"),
        }
    }
}

impl std::error::Error for ReadError {}

impl Trace {
    /// A trace of these events.
    #[must_use]
    pub fn new(header: Header, events: Vec<Event>) -> Self {
        Self { header: Rc::new(header), events: events.into() }
    }

    /// A trace of these events, if they keep the rules that [`Trace::read`] checks.
    ///
    /// # Errors
    /// Says which event breaks which rule.
    pub fn checked(header: Header, events: Vec<Event>) -> Result<Self, String> {
        for (index, event) in events.iter().enumerate() {
            check_next(&events[..index], event)?;
        }
        Ok(Self::new(header, events))
    }

    /// The event `id`.
    ///
    /// # Panics
    /// If the trace has no such event; [`Trace::read`] refuses traces that name one.
    #[must_use]
    pub fn event(&self, id: EventId) -> &Event {
        &self.events[id.index()]
    }

    /// The chain of causes of event `id`: the event itself first, then its cause, and so on back to the first event.
    pub fn causes(&self, id: EventId) -> impl Iterator<Item = &Event> {
        std::iter::successors(self.events.get(id.index()), |event| {
            event.cause.and_then(|cause| self.events.get(cause.index()))
        })
    }

    /// The trace as text: the header's line, then one line an event.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = write_line(&*self.header);
        for event in self.events.iter() {
            text.push_str(&write_line(event));
        }
        text
    }

    /// Reads what [`Trace::write`] wrote.
    ///
    /// # Errors
    /// [`ReadError`] names the line and what is wrong with it: no JSON, an unknown event, a `seq` out of order,
    /// time that runs backwards, or a cause that lies in the future.
    pub fn read(text: &str) -> Result<Self, ReadError> {
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let (_, first) = lines.next().ok_or(ReadError::Empty)?;
        let header = read::header(first).map_err(ReadError::Header)?;
        if header.format != FORMAT || header.version != VERSION {
            return Err(ReadError::Version { format: header.format, version: header.version });
        }
        let mut events: Vec<Event> = Vec::new();
        for (index, line) in lines {
            let wrong = |problem: String| ReadError::Line { line: index + 1, problem };
            let event = read::event(line).map_err(wrong)?;
            check_next(&events, &event).map_err(wrong)?;
            events.push(event);
        }
        Ok(Self::new(header, events))
    }
}

/// One line of a trace file.
#[must_use]
pub fn write_line(value: &impl Serialize) -> String {
    let mut line = serde_json::to_string(value).expect("headers and events have only string keys");
    line.push('\n');
    line
}

/// Whether `event` may follow `events`: numbered in order, not earlier, caused by the past.
fn check_next(events: &[Event], event: &Event) -> Result<(), String> {
    let seq = event.seq.0;
    if event.seq.index() != events.len() {
        return Err(format!("event {seq} where event {} was expected", events.len()));
    }
    if let Some(last) = events.last()
        && event.at < last.at
    {
        return Err(format!("time runs backwards, from {} to {}", last.at, event.at));
    }
    match event.cause {
        Some(cause) if cause >= event.seq => {
            Err(format!("event {seq} is caused by event {}, which is not earlier", cause.0))
        }
        _ => Ok(()),
    }
}
