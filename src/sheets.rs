//! Style sheets that the first picture does without: that of the rest of the page, high contrast and paper. Who needs one of these at once has it at once. Their
//! names stand in the document, so that the build can name them by their content. Knows nothing of what they say.

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::{document::document_element, storage::Theme};

/// Gives the document the sheet for what the first picture does without, and waits until it is there.
pub async fn follow() {
    if worn("data-later").is_some() {
        return;
    }
    let loaded = js_sys::Promise::new(&mut |resolve, _| {
        // Before the first sheet, whose rules for narrow screens and for paper have the last word.
        let link = link("data-later", "all", true);
        let listen = |link: &web_sys::Element| {
            // Without it the page is read as a browser would show it by itself.
            ["load", "error"]
                .iter()
                .all(|end| link.add_event_listener_with_callback(end, &resolve).is_ok())
        };
        if !link.is_some_and(|link| listen(&link)) {
            // Nothing can go wrong in resolving a promise.
            let _ = resolve.call0(&JsValue::NULL);
        }
    });
    // A promise that is only ever resolved.
    let _ = JsFuture::from(loaded).await;
}

/// Gives the document its further style sheets: those that hold now, or all of them if there is time.
#[inline(never)]
pub fn wear(theme: Theme, all: bool) {
    for (name, media) in [("data-contrast", theme.contrast()), ("data-print", "print")] {
        // Without them the page is read as it was before.
        let _ = sheet(name, media, all);
    }
}

fn sheet(name: &str, media: &str, all: bool) -> Option<()> {
    let window = web_sys::window()?;
    let holds = || window.match_media(media).ok().flatten().is_some_and(|query| query.matches());
    if let Some(link) = worn(name) {
        return link.set_attribute("media", media).ok();
    }
    if !all && !holds() {
        return None;
    }
    link(name, media, false).map(drop)
}

/// The link to the sheet that an attribute of the document names, if there is one already.
fn worn(name: &str) -> Option<web_sys::Element> {
    let file = document_element()?.get_attribute(name)?;
    let document = web_sys::window()?.document()?;
    document.query_selector(&format!("link[href='{file}']")).ok()?
}

/// A link to the sheet that an attribute of the document names, at the head's beginning or end.
fn link(name: &str, media: &str, before: bool) -> Option<web_sys::Element> {
    let document = web_sys::window()?.document()?;
    let file = document_element()?.get_attribute(name)?;
    let link = document.create_element("link").ok()?;
    for (name, value) in [("rel", "stylesheet"), ("media", media), ("href", &file)] {
        link.set_attribute(name, value).ok()?;
    }
    let head = document.query_selector("head").ok()??;
    let next = head.first_child().filter(|_| before);
    head.insert_before(&link, next.as_ref()).ok()?;
    Some(link)
}
