//! A timer that can be stopped. Owns the window's handle and what it calls. Knows nobody who waits.

use wasm_bindgen::{JsCast, closure::Closure};

/// A timer of the window's; dropping it stops it. It may be dropped by what it calls: bindings keep a closure while it runs.
pub struct Timer {
    handle: i32,
    _closure: Closure<dyn Fn()>,
}

impl Timer {
    /// Does something after some real time; nothing where there is no window, or it sets no timer.
    #[must_use]
    pub fn after(millis: i32, act: impl Fn() + 'static) -> Option<Self> {
        let closure = Closure::<dyn Fn()>::new(act);
        let callback = closure.as_ref().unchecked_ref();
        let handle = web_sys::window()?
            .set_timeout_with_callback_and_timeout_and_arguments_0(callback, millis)
            .ok()?;
        Some(Self { handle, _closure: closure })
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            window.clear_timeout_with_handle(self.handle);
        }
    }
}
