//! The viewer: a page that draws Traces. It never links the Python engine; that runs in a worker.

mod app;
mod difference;
mod engine;
mod highlight;
mod layout;
mod number;
mod playback;
mod run;
mod scenario;
mod score;
mod storage;
mod story;
mod texts;
mod view;

fn main() {
    yew::Renderer::<app::App>::new().render();
}
