//! Fetching texts that come after the page: recorded runs, languages. Where they are is said by attributes of the document,
//! so that the build can name them by their content. Knows nothing of what they hold.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A folder of files that come later, by its attribute of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folder {
    /// Stories and their recorded runs.
    Scenarios,
    /// Languages.
    Locales,
}

/// The text of a file in a folder.
///
/// # Errors
/// Says what did not come, and what the server said if it said anything: no words, which would be in the browser's language.
pub async fn text(folder: Folder, name: &str) -> Result<String, String> {
    let attribute = match folder {
        Folder::Scenarios => "data-scenarios",
        Folder::Locales => "data-locales",
    };
    let window = web_sys::window().ok_or_else(String::new)?;
    let html = window.document().and_then(|document| document.document_element());
    let folder = html.and_then(|html| html.get_attribute(attribute)).unwrap_or_default();
    let address = format!("{folder}{name}");
    let response =
        JsFuture::from(window.fetch_with_str(&address)).await.map_err(|_| name.to_owned())?;
    let response: web_sys::Response = response.unchecked_into();
    if !response.ok() {
        return Err(format!("{name}, HTTP {}", response.status()));
    }
    let text =
        JsFuture::from(response.text().map_err(words)?).await.map_err(|_| name.to_owned())?;
    text.as_string().ok_or_else(String::new)
}

/// What an error of the browser says.
pub fn words(error: JsValue) -> String {
    let message = js_sys::Reflect::get(&error, &"message".into()).ok();
    message.and_then(|message| message.as_string()).unwrap_or_default()
}
