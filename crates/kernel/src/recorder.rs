//! Who hears of events. Owns the interface only.

use espalier_trace::Event;

/// Hears of each event, in order. What it does with them is no concern of the kernel's.
pub trait Recorder {
    /// An event happened.
    fn record(&mut self, event: Event);
}

impl Recorder for Vec<Event> {
    fn record(&mut self, event: Event) {
        self.push(event);
    }
}
