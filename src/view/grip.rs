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

/// The pointers that are down, with their places in the picture's units.
#[derive(Default)]
pub struct Grip(Vec<(i32, f32)>);

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
                self.0.retain(|(id, _)| *id != event.pointer_id());
                self.0.push((event.pointer_id(), place(event.client_x())));
                self.seek(window)
            }
            Drag::Begin(_) => None,
            Drag::Move(event) => {
                let before = self.0.clone();
                let held = self.0.iter_mut().find(|(id, _)| *id == event.pointer_id())?;
                held.1 = place(event.client_x());
                let ([(_, a), (_, b)], [(_, a_now), (_, b_now)]) = (&before[..], &self.0[..])
                else {
                    return self.seek(window);
                };
                let (fractions, places) =
                    ([*a, *b].map(|place| window.fraction_at(place)), [*a_now, *b_now]);
                Window::pinched(fractions, places).map(Command::Show)
            }
            Drag::End(event) => {
                self.0.retain(|(id, _)| *id != event.pointer_id());
                None
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

    fn seek(&self, window: Window) -> Option<Command> {
        match self.0[..] {
            [(_, place)] => Some(Command::SeekFraction(window.fraction_at(place))),
            _ => None,
        }
    }
}
