//! Python, embedded: RustPython runs the program, and each library that programs import (`asyncio`, `trio`, …) is a
//! model of ours on the kernel, in a module of its own, which owns that library's loop discipline and cancellation rules.
//!
//! Reading order: `engine` (run a program), `session` (the run that is going on: kernel and host),
//! `coroutine` (the joint: Rust futures that Python awaits, and the reverse), `names` (numbers of exceptions),
//! `lines` (where the program stands), `stdio`, `time`, `threads`, `messages`, `sets`, `async_for`, `budget` and `interrupt` (what the
//! program meets of the world), `hand` (what a reader does to a run), `stdlib` (what it may import), `signatures` (calls that do
//! not fit), `garbage` and `finalization` (how objects end), then a folder per library.

mod addresses;
mod anyio;
mod async_for;
mod asyncio;
mod beside;
mod budget;
mod catches;
mod coroutine;
mod curio;
mod discards;
mod engine;
mod exception_groups;
mod fastapi;
mod finalization;
mod garbage;
mod hand;
mod handlers;
mod interrupt;
mod lines;
mod messages;
mod names;
mod raises;
mod session;
mod sets;
mod signatures;
mod stdio;
mod stdlib;
mod threads;
mod time;
mod trio;

pub use engine::{Engine, Host, Report, Request};
pub use espalier_kernel::{Intervention, Limits};
