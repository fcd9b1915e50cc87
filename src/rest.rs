//! The rest of the page: the build puts what the first picture does without into a second file of WebAssembly (tools/split-wasm.mjs
//! says what that is) with a style sheet of its own, which is fetched when somebody does something, and in any case soon after. Until then nothing of it may be called.
//! Knows nothing of what is in it.

use std::mem;

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::{
    fetch::{self, Folder, words},
    sheets,
    texts::Language,
};

/// Brings the rest with its words in a language, or it would be seen without them.
///
/// # Errors
/// Says why it did not come, in the browser's words. Words that do not come are said to be missing when they are needed.
pub async fn fetch(language: Language) -> Result<(), String> {
    bring().await?;
    if !language.is_whole()
        && let Ok(file) = fetch::text(Folder::Locales, &language.file()).await
    {
        let _ = language.take_in(&file);
    }
    Ok(())
}

/// A page that was not cut has all but its style sheet.
async fn bring() -> Result<(), String> {
    let bring = js_sys::Reflect::get(&js_sys::global(), &"espalierRest".into()).unwrap_or_default();
    let promise = bring.dyn_ref::<js_sys::Function>().map(|bring| bring.call0(&JsValue::NULL));
    let promise = promise.transpose().map_err(words)?;
    sheets::follow().await;
    if let Some(promise) = promise {
        JsFuture::from(promise.unchecked_into::<js_sys::Promise>()).await.map_err(words)?;
    }
    Ok(())
}

/// How far the rest is, and what waits for it.
#[derive(Debug)]
pub enum Rest<T> {
    /// Nobody has asked for it.
    Away,
    /// It is on its way, and these wait.
    Coming(Vec<T>),
    /// All of the page is here.
    Here,
}

impl<T> Rest<T> {
    /// Lets a thing wait for the rest, if it must; true if the rest must be fetched for it.
    pub fn hold(&mut self, thing: T) -> bool {
        match self {
            Self::Coming(waiting) => {
                waiting.push(thing);
                false
            }
            _ => {
                *self = Self::Coming(vec![thing]);
                true
            }
        }
    }

    /// It has come, or not: gives back what waited.
    pub fn came(&mut self, here: bool) -> Vec<T> {
        let before = mem::replace(self, if here { Self::Here } else { Self::Away });
        if let Self::Coming(waiting) = before { waiting } else { Vec::new() }
    }

    /// Whether all of the page may be called.
    pub const fn is_here(&self) -> bool {
        matches!(self, Self::Here)
    }
}

#[cfg(test)]
mod tests {
    use super::Rest;

    #[test]
    fn what_waits_is_given_back_in_its_order_when_the_rest_has_come() {
        let mut rest = Rest::Away;
        assert!(rest.hold(1), "the first to wait has it fetched");
        assert!(!rest.hold(2), "it is on its way already");
        assert!(!rest.is_here());
        assert_eq!(rest.came(true), [1, 2]);
        assert!(rest.is_here());
    }

    #[test]
    fn a_rest_that_did_not_come_is_fetched_again_for_the_next() {
        let mut rest = Rest::Away;
        rest.hold(1);
        assert_eq!(rest.came(false), [1]);
        assert!(rest.hold(2));
    }
}
