//! The viewer: a page that draws Traces. It never links the Python engine; that runs in a worker.

mod action;
mod address;
mod app;
mod branch;
mod challenge;
mod diff;
mod difference;
mod document;
mod engine;
mod fetch;
mod fluent;
mod highlight;
mod history;
mod keys;
mod knob;
mod layout;
mod number;
mod offline;
mod open;
mod orders;
mod pack;
mod playback;
mod pstree;
mod rest;
mod run;
mod scenario;
mod score;
mod share;
mod sheets;
mod stage;
mod state;
mod storage;
mod story;
mod texts;
mod timer;
mod view;

fn main() {
    let language = storage::language();
    if language.is_here() {
        yew::Renderer::<app::App>::new().render();
        return;
    }
    wasm_bindgen_futures::spawn_local(async move {
        // A page whose texts do not come speaks its own language.
        let _ = rest::fetch(language).await;
        yew::Renderer::<app::App>::new().render();
    });
}
