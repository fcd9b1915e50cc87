//! A playhead that moves by itself: the browser moves it in every frame, also while the page is busy with something else. Owns the
//! animation, and when it begins. Knows neither runs nor scores.

use js_sys::JSON;
use wasm_bindgen::prelude::*;
use web_sys::Animation;

use crate::number::Num;

#[wasm_bindgen]
extern "C" {
    /// What can be animated; `web_sys` has that among what may still change.
    #[wasm_bindgen(extends = web_sys::Element)]
    type Animatable;

    #[wasm_bindgen(method)]
    fn animate(this: &Animatable, keyframes: &JsValue, millis: f32) -> Animation;
}

/// Where to, and how fast: along by two shares of its own width, in per cent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Way {
    pub from: f32,
    pub to: f32,
    pub millis: f32,
}

/// An element on its way; dropping it leaves the element to its style.
pub struct Glide {
    way: Way,
    animation: Animation,
}

impl Drop for Glide {
    fn drop(&mut self) {
        self.animation.cancel();
    }
}

/// Has the element stand at that share of its width.
pub fn stand(element: &web_sys::Element, share: f32) {
    // An element of SVG has the style of one of HTML.
    let style = element.unchecked_ref::<web_sys::HtmlElement>().style();
    let _ = style.set_property("transform", &along(share));
}

/// The transform that moves an element along by that share of its width.
fn along(share: f32) -> String {
    format!("translateX({}%)", Num(share))
}

/// Sends the element that way, if it is not on it already, or has it stand where its style says. It counts from the frame in which
/// this is called: left to itself, a browser begins when it has drawn the first picture of it, which on a busy machine is late.
#[inline(never)]
pub fn follow(glide: &mut Option<Glide>, element: &web_sys::Element, way: Option<Way>) {
    if glide.as_ref().map(|glide| glide.way) == way {
        return;
    }
    *glide = way.filter(|way| way.millis > 0.0).and_then(|way| {
        let frame = |share: f32| format!(r#"{{"transform":"{}"}}"#, along(share));
        let frames = JSON::parse(&format!("[{},{}]", frame(way.from), frame(way.to))).ok()?;
        let animation = element.unchecked_ref::<Animatable>().animate(&frames, way.millis);
        let now = web_sys::window()?.document()?.timeline().current_time();
        if now.is_some() {
            animation.set_start_time(now);
        }
        Some(Glide { way, animation })
    });
}
