//! What happened in a run. Everything left of the [`Trace`] (engine, recorder) writes events;
//! everything right of it (viewer, exports) only reads them, and cannot tell a simulated run from a recorded one.
//!
//! Reading order: [`ids`] (names of things), [`event`] (what can happen), [`intervention`] (what a reader may change),
//! [`trace`] (header, events, the file format),
//! [`world`] (the state at any moment, a fold), [`timeline`] (spans of tasks and scopes), [`verdict`] (what the run shows), [`goal`] (what it may be steered to),
//! [`wire`] (the same between a page and its worker).
//!
//! This crate owns no clock, no randomness and no web; it depends on serde alone.

pub mod event;
pub mod goal;
pub mod ids;
pub mod intervention;
mod json;
mod read;
pub mod timeline;
pub mod trace;
pub mod verdict;
pub mod wire;
pub mod world;

pub use event::{
    Budget, CancelSource, CancelTarget, Event, EventKind, Exception, Outcome, ResourceKind,
    ScopeKind, Stream, Wait, WaitOn,
};
pub use goal::Goal;
pub use ids::{EventId, ExceptionId, ResourceId, ScopeId, TaskId, VirtualTime};
pub use intervention::{Action, Intervention};
pub use timeline::{Lane, Span, SpanState, Timeline};
pub use trace::{Header, Program, ReadError, Trace};
pub use verdict::Verdict;
pub use world::{CancelState, Keyframes, ScopeState, ScopeView, TaskState, TaskView, World};
