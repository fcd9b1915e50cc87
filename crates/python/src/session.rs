//! The run that is going on in this thread: its kernel and its host. One at a time.
//!
//! Nothing here may call Python while the kernel is borrowed; [`kernel`] takes a closure for that reason.

use std::{borrow::Cow, cell::RefCell};

use espalier_kernel::{Kernel, Limits, Recorder};
use espalier_trace::{Event, EventKind, Outcome};

use crate::{addresses, discards, engine::SharedHost, time};

thread_local! {
    static KERNEL: RefCell<Option<Kernel>> = const { RefCell::new(None) };
    static SEED: RefCell<Option<u64>> = const { RefCell::new(None) };
}

/// Speaks to the kernel of the run. The closure must not call Python, directly or by dropping the last reference to
/// an object of Python's.
///
/// # Panics
/// If no run is going on, or if called inside itself.
pub(crate) fn kernel<R>(speak: impl FnOnce(&mut Kernel) -> R) -> R {
    KERNEL.with_borrow_mut(|kernel| speak(kernel.as_mut().expect("a run is going on")))
}

/// Speaks to the kernel if a run is going on: objects may outlive it, and be finalised after it.
pub(crate) fn if_running<R>(speak: impl FnOnce(&mut Kernel) -> R) -> Option<R> {
    KERNEL.with(|kernel| kernel.try_borrow_mut().ok()?.as_mut().map(speak))
}

/// Whether a run is going on.
pub(crate) fn is_running() -> bool {
    KERNEL.with(|kernel| kernel.try_borrow().is_ok_and(|kernel| kernel.is_some()))
}

/// The seed of the run: `None` for the default order.
pub(crate) fn seed() -> Option<u64> {
    SEED.with_borrow(|seed| *seed)
}

/// Begins a run.
pub(crate) fn begin(limits: Limits, seed: Option<u64>, host: SharedHost, record: bool) {
    let recorder: Box<dyn Recorder> =
        if record { Box::new(Chunks::to(host)) } else { Box::new(Deaf) };
    KERNEL.with_borrow_mut(|slot| *slot = Some(Kernel::new(limits, recorder)));
    SEED.with_borrow_mut(|slot| *slot = seed);
    addresses::begin();
    time::keep_exact(false);
}

/// Ends the run; events that the host has not heard of yet reach it.
pub(crate) fn end() {
    let kernel = KERNEL.with_borrow_mut(Option::take);
    drop(kernel);
    discards::forget();
}

/// Hands events to the host in chunks.
struct Chunks {
    buffer: Vec<Event>,
    host: SharedHost,
}

impl Chunks {
    const SIZE: usize = 1024;

    fn to(host: SharedHost) -> Self {
        Self { buffer: Vec::with_capacity(Self::SIZE), host }
    }

    fn flush(&mut self) {
        if !self.buffer.is_empty() {
            self.host.borrow_mut().events(&self.buffer);
            self.buffer.clear();
        }
    }
}

impl Recorder for Chunks {
    fn record(&mut self, mut event: Event) {
        steady(&mut event.kind);
        self.buffer.push(event);
        if self.buffer.len() >= Self::SIZE {
            self.flush();
        }
    }
}

impl Drop for Chunks {
    fn drop(&mut self) {
        self.flush();
    }
}

/// Gives addresses in an event's texts their stand-ins.
fn steady(kind: &mut EventKind) {
    let text = match kind {
        EventKind::Spawned { name, .. }
        | EventKind::Renamed { name }
        | EventKind::CallbackRan { name }
        | EventKind::ThreadQueued { name } => name,
        EventKind::Raised { exception } | EventKind::Grouped { exception, .. } => {
            &mut exception.message
        }
        EventKind::CancelRequested { message: Some(message), .. }
        | EventKind::Lost { message, .. } => message,
        EventKind::Finished { outcome: Outcome::Returned(value) } => value,
        EventKind::Blocked { wait } => &mut wait.call,
        _ => return,
    };
    if let Cow::Owned(steady) = addresses::steady(text) {
        *text = steady;
    }
}

/// Hears nothing.
struct Deaf;

impl Recorder for Deaf {
    fn record(&mut self, _event: Event) {}
}
