//! The kernel: what every library model stands on. It owns virtual time ([`Clock`], [`Timers`]), the life of tasks and
//! scopes ([`Kernel`]), the limits of a run ([`Limits`]), seeded choice ([`Rng`]), what a
//! reader changes ([`Interventions`]), and it tells a [`Recorder`] all that happens.
//!
//! It knows no Python and no library: which task runs next, and what a cancellation does to it, are the models' own rules.

pub mod clock;
pub mod intervention;
pub mod kernel;
pub mod limits;
pub mod recorder;
pub mod rng;
pub mod timers;

pub use clock::{Clock, Seconds};
pub use intervention::{Action, Intervention, Interventions};
pub use kernel::Kernel;
pub use limits::{Exceeded, Limits};
pub use recorder::Recorder;
pub use rng::Rng;
pub use timers::{TimerId, Timers};
