//! Keeping the site for a time without a network. static/sw.js, a service worker, does it; this asks for it. Knows nothing of what is kept.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Has the browser keep the whole site, for which it must have come. A page inside somebody else's does without, as do who saves data
/// and a browser that keeps nothing, such as one that was led here without encryption.
pub fn keep() {
    if let Some(kept) = register() {
        // Nobody has been promised anything: what is not kept is asked for anew.
        spawn_local(async { drop(JsFuture::from(kept).await) });
    }
}

fn register() -> Option<Promise> {
    let window = JsValue::from(web_sys::window()?);
    let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).unwrap_or_default();
    let navigator = get(&window, "navigator");
    let saves = get(&get(&navigator, "connection"), "saveData").is_truthy();
    if saves || get(&window, "top") != window {
        return None;
    }
    let keeper = get(&navigator, "serviceWorker");
    let register = get(&keeper, "register").dyn_into::<Function>().ok()?;
    register.call1(&keeper, &"./sw.js".into()).ok()?.dyn_into().ok()
}
