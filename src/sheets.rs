//! Style sheets that the first picture does without: high contrast and paper. Who needs one at once has it at once. Their
//! names stand in the document, so that the build can name them by their content. Knows nothing of what they say.

use crate::{document::document_element, storage::Theme};

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
    let document = window.document()?;
    let file = document_element()?.get_attribute(name)?;
    let known = document.query_selector(&format!("link[href='{file}']")).ok()?;
    let holds = || window.match_media(media).ok().flatten().is_some_and(|query| query.matches());
    if let Some(link) = known {
        return link.set_attribute("media", media).ok();
    }
    if !all && !holds() {
        return None;
    }
    let link = document.create_element("link").ok()?;
    for (name, value) in [("rel", "stylesheet"), ("media", media), ("href", &file)] {
        link.set_attribute(name, value).ok()?;
    }
    document.query_selector("head").ok()??.append_child(&link).ok()?;
    Some(())
}
