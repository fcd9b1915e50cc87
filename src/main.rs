//! The viewer: a page that draws Traces. It never links the Python engine; that runs in a worker.

mod layout;
mod playback;
mod run;
mod score;
mod story;
mod texts;

fn main() {}
