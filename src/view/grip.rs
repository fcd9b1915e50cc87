//! A hand on a timeline: one finger moves the playhead, two move and stretch the picture, and so does the wheel. Owns what
//! pointers do; what comes of it is a command of the playback.

use yew::{PointerEvent, WheelEvent};

use crate::{
    layout::{WIDTH, Window},
    playback::Command,
};

/// What a hand does.
pub enum Drag {
    Begin(PointerEvent),
    Move(PointerEvent),
    End(PointerEvent),
    Wheel(WheelEvent),
}

/// The pointers that are down.
#[derive(Default)]
pub struct Grip {
    down: Vec<Finger>,
    /// Whether there have been two: the one that is left is no longer meant for the playhead.
    pinches: bool,
}

/// A pointer that is down.
#[derive(Clone)]
struct Finger {
    id: i32,
    /// In the picture's units.
    place: f32,
    /// Where it came down.
    from: (i32, i32),
    /// Whether it may still be about to scroll the page: then it counts when it moves along, or comes up where it came down.
    waits: bool,
}

impl Finger {
    fn new(event: &PointerEvent, place: f32) -> Self {
        let from = (event.client_x(), event.client_y());
        Self { id: event.pointer_id(), place, from, waits: is_touch(event) }
    }

    fn go(&mut self, event: &PointerEvent, place: f32) {
        let along = (event.client_x() - self.from.0).abs();
        let across = (event.client_y() - self.from.1).abs();
        self.waits &= along < FAR || along < across;
        self.place = place;
    }
}

fn is_touch(event: &PointerEvent) -> bool {
    event.pointer_type() == "touch"
}

/// How far a finger goes along before it is sure to mean the timeline, in pixels.
const FAR: i32 = 6;
/// A wheel's notch and a trackpad's smallest move differ by a hundred times: no turn counts for more than this.
const TURN: f64 = 40.0;
/// How far a turn stretches.
const STRETCH: f64 = 0.01;

impl Grip {
    /// What `drag` asks for on a timeline that is this element and shows this window.
    #[inline(never)]
    pub fn take(
        &mut self,
        element: &web_sys::Element,
        drag: &Drag,
        window: Window,
    ) -> Option<Command> {
        let rect = element.get_bounding_client_rect();
        let place = |client: i32| ((f64::from(client) - rect.left()) / rect.width()) as f32 * WIDTH;
        match drag {
            _ if rect.width() <= 0.0 => None,
            Drag::Begin(event) if event.button() == 0 => {
                // Without the capture the drag merely ends at the picture's edge.
                let _ = element.set_pointer_capture(event.pointer_id());
                self.down.retain(|finger| finger.id != event.pointer_id());
                self.down.push(Finger::new(event, place(event.client_x())));
                self.pinches = self.down.len() > 1;
                self.seek(window, false)
            }
            Drag::Begin(_) => None,
            Drag::Move(event) => {
                let before = self.down.clone();
                let held = self.down.iter_mut().find(|held| held.id == event.pointer_id())?;
                held.go(event, place(event.client_x()));
                let ([a, b], [a_now, b_now]) = (&before[..], &self.down[..]) else {
                    return self.seek(window, false);
                };
                let fractions = [a, b].map(|finger| window.fraction_at(finger.place));
                Window::pinched(fractions, [a_now.place, b_now.place]).map(Command::Show)
            }
            Drag::End(event) => {
                let is_tap = is_touch(event) && event.type_() == "pointerup";
                let asked = if is_tap { self.seek(window, true) } else { None };
                self.down.retain(|finger| finger.id != event.pointer_id());
                asked
            }
            Drag::Wheel(event) => {
                let (across, down) = (event.delta_x(), event.delta_y());
                let command = if event.ctrl_key() || event.meta_key() {
                    let times = (-down.clamp(-TURN, TURN) * STRETCH).exp() as f32;
                    Command::Zoom(times, Some(window.fraction_at(place(event.client_x()))))
                } else if event.shift_key() || across.abs() > down.abs() {
                    let way = if across == 0.0 { down } else { across };
                    Command::Pan((way.clamp(-TURN, TURN) / rect.width()) as f32)
                } else {
                    return None;
                };
                // The page itself is not meant.
                event.prevent_default();
                Some(command)
            }
        }
    }

    /// To the place of the one pointer that is down, unless it may mean something else and has not come up.
    fn seek(&self, window: Window, is_up: bool) -> Option<Command> {
        match &self.down[..] {
            [Finger { place, waits, .. }] if !self.pinches && (is_up || !waits) => {
                Some(Command::SeekFraction(window.fraction_at(*place)))
            }
            _ => None,
        }
    }
}
