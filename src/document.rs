//! The document and the window around the page: focus, motion, frames. Knows nothing of what the page shows.

use std::rc::Rc;

use wasm_bindgen::{JsCast, closure::Closure};

use crate::number::Num;

/// Whether the reader wants things to move.
pub fn moves() -> bool {
    let query = web_sys::window()
        .and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok().flatten());
    !query.is_some_and(|query| query.matches())
}

/// Gives the focus to the element of that name; the page stays where it is.
pub fn focus(name: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let element = document.and_then(|document| document.get_element_by_id(name));
    if let Some(element) =
        element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    {
        // Focus is a convenience.
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
    }
}

pub fn document_element() -> Option<web_sys::Element> {
    web_sys::window()?.document()?.document_element()
}

/// Whether anything of what `selector` finds first is in the window.
pub fn is_in_view(selector: &str) -> bool {
    let window = web_sys::window();
    let element = window
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector(selector).ok().flatten());
    let (Some(element), Some(html)) = (element, document_element()) else { return false };
    let place = element.get_bounding_client_rect();
    place.bottom() > 0.0 && place.top() < f64::from(html.client_height())
}

/// What has the focus.
pub fn focused() -> Option<web_sys::HtmlElement> {
    let element = web_sys::window()?.document()?.active_element()?;
    // Elements of SVG take the focus by the same method.
    Some(element.unchecked_into())
}

/// A place in the window, as a place on the page.
pub fn on_page(x: f64, y: f64) -> (f64, f64) {
    let scrolled =
        |window: &web_sys::Window| Some((x + window.scroll_x().ok()?, y + window.scroll_y().ok()?));
    web_sys::window().as_ref().and_then(scrolled).unwrap_or((x, y))
}

/// Puts an element at a place on the page, or as near as it fits into the window.
pub fn put_at(element: &web_sys::HtmlElement, x: f64, y: f64) {
    const EDGE: f64 = 8.0;
    let width = document_element().map_or(0.0, |html| f64::from(html.client_width()));
    let (right, _) = on_page(width - EDGE - f64::from(element.offset_width()), 0.0);
    // An element that cannot be placed stands at the page's end.
    let style = element.style();
    let _ = style.set_property("left", &format!("{}px", Num(x.min(right).max(EDGE) as f32)));
    let _ = style.set_property("top", &format!("{}px", Num((y + EDGE) as f32)));
}

/// What the browser calls at the next frame; it holds itself until it is dropped.
type FrameCallback = std::cell::RefCell<Option<Closure<dyn FnMut(f64)>>>;

/// Calls back before the next frame with the milliseconds since the last, as long as it is kept.
pub struct Frames {
    handle: Rc<std::cell::Cell<i32>>,
    _closure: Rc<FrameCallback>,
}

impl Frames {
    pub fn start(tick: impl Fn(f32) + 'static) -> Self {
        let handle = Rc::new(std::cell::Cell::new(0));
        let closure: Rc<FrameCallback> = Rc::default();
        let mut last = None;
        let (again, cell) = (Rc::downgrade(&closure), handle.clone());
        *closure.borrow_mut() = Some(Closure::new(move |now: f64| {
            tick(last.map_or(0.0, |last| (now - last) as f32));
            last = Some(now);
            if let Some(closure) = again.upgrade() {
                request(&closure, &cell);
            }
        }));
        request(&closure, &handle);
        Self { handle, _closure: closure }
    }
}

fn request(closure: &FrameCallback, handle: &std::cell::Cell<i32>) {
    if let (Some(window), Ok(closure)) = (web_sys::window(), closure.try_borrow())
        && let Some(closure) = closure.as_ref()
        && let Ok(next) = window.request_animation_frame(closure.as_ref().unchecked_ref())
    {
        handle.set(next);
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            // A frame that has already come cannot be taken back.
            let _ = window.cancel_animation_frame(self.handle.get());
        }
    }
}
