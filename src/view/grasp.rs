//! How the reader takes hold of something in a picture, and what a hand can then do. Comes with the first picture; what the hand
//! gets to see is [`super::hand`]'s.

use espalier_trace::{Action, ScopeId, TaskId};
use wasm_bindgen::JsCast;
use yew::{prelude::*, virtual_dom::ListenerKind};

use super::{column::Gesture, element::Element, grip::Drag};
use crate::{
    branch::Target,
    document,
    state::{Held, Wish},
};

/// What the hand does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Deed {
    /// Takes hold of something, or lets go.
    Hold(Option<Held>),
    /// Does it at the playhead.
    Act(Action),
    /// Wants the flag at a place elsewhere.
    Move(usize, Wish),
    /// Lets go of a flag.
    LetGo,
    /// Takes the flag at a place back.
    TakeBack(usize),
    /// Wants the run under a seed, or (`None`) in the default order.
    Seed(Option<u64>),
    /// Wants to know what other orders come to, or (`false`) no longer.
    Orders(bool),
}

/// Takes hold of the task or frame in `picture` that a click, the menu key or Enter is meant for; of `pointed`, where tasks
/// are no elements of their own.
pub fn takes(picture: Element, send: &Callback<Gesture>, pointed: Option<Target>) -> Element {
    let send = send.clone();
    let take = move |event: &web_sys::Event| {
        let Some(element) = event.target_dyn_into::<web_sys::Element>() else { return };
        let Some(target) = target_of(&element).or(pointed) else { return };
        event.prevent_default();
        let corner = element.get_bounding_client_rect();
        let (x, y) = match event.dyn_ref::<MouseEvent>() {
            Some(mouse) => (f64::from(mouse.client_x()), f64::from(mouse.client_y())),
            None => (corner.left() + corner.width() / 2.0, corner.bottom()),
        };
        let (x, y) = document::on_page(x, y);
        send.emit(Gesture::Hand(Deed::Hold(Some(Held { target, x, y }))));
    };
    let (click, menu) = (take.clone(), take.clone());
    let enter = move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            take(&event);
        }
    };
    picture
        .on(ListenerKind::onclick, move |event: MouseEvent| click(&event))
        .on(ListenerKind::oncontextmenu, move |event: MouseEvent| menu(&event))
        .on(ListenerKind::onkeydown, enter)
}

/// What an element of a picture stands for.
pub fn target_of(element: &web_sys::Element) -> Option<Target> {
    let number = |name: &str| {
        let element = element.closest(&format!("[{name}]")).ok()??;
        element.get_attribute(name)?.parse().ok()
    };
    let task = number("data-task").map(|task| Target::Task(TaskId(task)));
    task.or_else(|| Some(Target::Scope(ScopeId(number("data-scope")?))))
}

/// What a pointer on a timeline has gone down on, besides the moment.
#[derive(Default)]
pub struct Press(Option<Pressed>);

enum Pressed {
    /// A lane, and where: the task is held if the pointer comes up there too.
    Lane(Target, i32, i32),
    /// A lane's name, which stands for no moment.
    Name(Target, i32, i32),
    /// The flag at a place goes with it.
    Flag(usize),
}

/// Whose a pointer's movement is.
pub enum Heard {
    /// The playhead's.
    Playhead,
    /// The flag's at a place.
    Flag(usize),
    /// It ends in a deed.
    Deed(Deed),
    /// It ends in a deed at the moment where it is.
    Tap(Deed),
    /// Nobody's.
    Nothing,
}

/// As far as a finger trembles, in pixels.
const TREMBLE: i32 = 4;

impl Press {
    /// What `drag` means for what is under the pointer.
    pub fn hear(&mut self, drag: &Drag) -> Heard {
        match (drag, &self.0) {
            (Drag::Begin(event), _) => {
                self.0 = pressed(event);
                match self.0 {
                    Some(Pressed::Name(..) | Pressed::Flag(_)) => Heard::Nothing,
                    Some(Pressed::Lane(..)) | None => Heard::Playhead,
                }
            }
            (Drag::Move(_), Some(Pressed::Flag(place))) => Heard::Flag(*place),
            (Drag::Move(event), Some(Pressed::Lane(_, x, y) | Pressed::Name(_, x, y))) => {
                let far = (event.client_x() - x).abs().max((event.client_y() - y).abs());
                if far < TREMBLE {
                    return Heard::Nothing;
                }
                self.0 = None;
                Heard::Playhead
            }
            (Drag::End(event), _) => match self.0.take() {
                Some(Pressed::Flag(_)) => Heard::Deed(Deed::LetGo),
                // The browser has taken the finger for the page.
                _ if event.type_() == "pointercancel" => Heard::Nothing,
                Some(Pressed::Lane(target, x, y)) => Heard::Tap(hold(target, x, y)),
                Some(Pressed::Name(target, x, y)) => Heard::Deed(hold(target, x, y)),
                None => Heard::Playhead,
            },
            _ => Heard::Playhead,
        }
    }
}

fn hold(target: Target, x: i32, y: i32) -> Deed {
    let (x, y) = document::on_page(x.into(), y.into());
    Deed::Hold(Some(Held { target, x, y }))
}

fn pressed(event: &PointerEvent) -> Option<Pressed> {
    let element = event.target_dyn_into::<web_sys::Element>().filter(|_| event.button() == 0)?;
    let flag = element.closest("[data-flag]").ok().flatten();
    if let Some(place) = flag.and_then(|flag| flag.get_attribute("data-flag")?.parse().ok()) {
        return Some(Pressed::Flag(place));
    }
    let (target, x, y) = (target_of(&element)?, event.client_x(), event.client_y());
    let is_name = element.class_list().contains("lane-name");
    Some(if is_name { Pressed::Name(target, x, y) } else { Pressed::Lane(target, x, y) })
}
