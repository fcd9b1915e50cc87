//! The page's address: a link to what is shown, made and read; the entries of the browser's history, each of which is of a story; and
//! the clipboard that a link goes to. Knows no picture.

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

use crate::{
    pack,
    share::{self, Broken, LONGEST, Shared, VERSION},
    texts::id,
};

/// Before the letters, so that other fragments are no links.
const MARK: &str = "#s=";

/// More text than any link carries that was made here.
const MOST_TEXT: usize = 4_000_000;

/// The letters of the link by which the page was opened, if it was.
#[must_use]
pub fn opened() -> Option<String> {
    let fragment = web_sys::window()?.location().hash().ok()?;
    Some(fragment.strip_prefix(MARK)?.to_owned())
}

/// Calls back from now on when the reader goes to another entry of the history, or puts another fragment into the address, which makes
/// one.
#[inline(never)]
pub fn hear(call: impl Fn() + 'static) {
    if let Some(window) = web_sys::window() {
        let closure = Closure::<dyn Fn()>::new(call).into_js_value();
        window.set_onpopstate(Some(closure.unchecked_ref()));
    }
}

/// What the present entry of the history says that it is of: a story and its columns, if it was noted.
pub fn entry() -> Option<String> {
    web_sys::window()?.history().ok()?.state().ok()?.as_string()
}

/// Notes in the history what is shown: as an entry of its own if that is another story than the present entry's, else in that one. The
/// address keeps its link only if what is shown is what that says.
#[inline(never)]
pub fn note(shown: &str, linked: bool) {
    let present = entry();
    if present.as_deref() == Some(shown) && (linked || opened().is_none()) {
        return;
    }
    let note = || -> Result<(), JsValue> {
        let window = web_sys::window().ok_or(JsValue::NULL)?;
        let history = window.history()?;
        let href = window.location().href()?;
        let address = (!linked).then(|| without_fragment(&href));
        let story = |shown: &str| shown.split(' ').next().map(str::to_owned);
        let is_other = present.is_some_and(|present| story(&present) != story(shown));
        let state = shown.into();
        if is_other {
            history.push_state_with_url(&state, "", address.as_deref())
        } else {
            history.replace_state_with_url(&state, "", address.as_deref())
        }
    };
    // A page that cannot change its address (a file, an embedding) keeps what stands there.
    let _ = note();
}

/// Takes from the present entry what it was of before the page was opened anew, which may show something else.
#[inline(never)]
pub fn begin() {
    let history = web_sys::window().and_then(|window| window.history().ok());
    if let Some(history) = history.filter(|_| entry().is_some()) {
        // Without, the story that is shown is an entry of its own.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", None);
    }
}

/// A link to what is shared; nothing if it would be too long, or the browser cannot make one.
pub async fn link(shared: &Shared) -> Option<String> {
    let mut bytes = vec![VERSION];
    bytes.extend(pack::pack(shared.write().as_bytes()).await?);
    let letters = share::letters(&bytes);
    let href = web_sys::window()?.location().href().ok()?;
    (letters.len() <= LONGEST).then(|| [&without_fragment(&href), MARK, &letters].concat())
}

/// What a link's letters say.
///
/// # Errors
/// Names the part that is wrong.
pub async fn read(letters: &str) -> Result<Shared, Broken> {
    let damaged = || Broken(id::LINK_TEXT, String::new());
    let bytes = share::bytes(letters).filter(|_| letters.len() <= LONGEST).ok_or_else(damaged)?;
    let (version, packed) = bytes.split_first().ok_or_else(damaged)?;
    if *version != VERSION {
        return Err(Broken(id::LINK_VERSION, version.to_string()));
    }
    let text = pack::unpack(packed).await.filter(|text| text.len() <= MOST_TEXT);
    let text = text.and_then(|text| String::from_utf8(text).ok()).ok_or_else(damaged)?;
    Shared::read(&text)
}

fn without_fragment(address: &str) -> String {
    address.split('#').next().unwrap_or_default().to_owned()
}

/// Puts a text into the clipboard; whether the browser let it.
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let navigator = window.navigator();
    // Pages from an insecure origin have none.
    let clipboard = js_sys::Reflect::get(&navigator, &"clipboard".into()).unwrap_or_default();
    let clipboard: web_sys::Clipboard = match clipboard.is_undefined() {
        true => return false,
        false => clipboard.unchecked_into(),
    };
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}
