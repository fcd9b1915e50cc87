//! What the trace tells of errors in the program's own code: where each is raised, caught and raised again. What no event tells of
//! is as much a part of it: an error that a function raises and catches by itself is Python, and no story.

use std::fs;
use std::path::PathBuf;

use espalier_conformance::engine::Engine;
use espalier_trace::{EventKind, ExceptionId, Outcome, Trace};

/// What happens to errors in a program, one word and class after the other.
fn story(name: &str, program: &str) -> String {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("errors_{name}.py"));
    fs::write(&file, program).unwrap();
    let text = Engine::find().unwrap().trace(&file, &[]).unwrap().stdout;
    let trace = Trace::read(&text).unwrap();
    let class = |id: ExceptionId| {
        trace.events.iter().find_map(|event| match &event.kind {
            EventKind::Raised { exception } | EventKind::Grouped { exception, .. }
                if exception.id == id =>
            {
                Some((exception.class.clone(), exception.members.len()))
            }
            _ => None,
        })
    };
    let mut told = Vec::new();
    for event in trace.events.iter() {
        let (word, id) = match &event.kind {
            EventKind::Raised { exception } => ("raised", exception.id),
            EventKind::Grouped { exception, .. } => ("grouped", exception.id),
            EventKind::Caught { exception } => {
                let cause = &trace.event(event.cause.unwrap()).kind;
                assert!(!matches!(cause, EventKind::Line { .. }), "{cause:?} brings no error");
                ("caught", *exception)
            }
            EventKind::Finished { outcome: Outcome::Failed(exception) } => ("failed", *exception),
            EventKind::CancelCaught { .. } => {
                told.push("scope".to_owned());
                continue;
            }
            EventKind::CancelSwallowed => {
                told.push("swallowed".to_owned());
                continue;
            }
            _ => continue,
        };
        let (class, members) = class(id).unwrap();
        let members = if members == 0 { String::new() } else { format!("({members})") };
        told.push(format!("{word} {class}{members}"));
    }
    told.join(", ")
}

/// A program around the body of `main`.
fn asyncio(name: &str, body: &str) -> String {
    let body = body.trim_matches('\n').replace('\n', "\n    ");
    let fail = "async def fail(error):\n    await asyncio.sleep(1)\n    raise error\n";
    let program = format!(
        "import asyncio, contextlib\n\n{fail}\nasync def main():\n    {body}\n\nasyncio.run(main())\n"
    );
    story(name, &program)
}

#[test]
fn a_clause_that_fits_catches_and_no_other() {
    let body = r#"
try:
    try:
        await fail(ValueError())
    except KeyError:
        pass
    finally:
        await asyncio.sleep(0)
except (OSError, ValueError):
    pass
try:
    await fail(OSError())
except:
    pass
"#;
    let told = asyncio("clauses", body);
    assert_eq!(told, "raised ValueError, caught ValueError, raised OSError, caught OSError");
}

#[test]
fn an_exit_that_suppresses_catches() {
    let body = r#"
class Quiet:
    async def __aenter__(self):
        pass
    async def __aexit__(self, *error):
        await asyncio.sleep(1)
        return error[0] is ValueError
with contextlib.suppress(ValueError):
    await fail(ValueError())
try:
    async with Quiet():
        await fail(ValueError())
    async with Quiet():
        await fail(OSError())
except OSError:
    pass
"#;
    let told = asyncio("exits", body);
    assert_eq!(
        told,
        "raised ValueError, caught ValueError, raised ValueError, caught ValueError, raised OSError, caught OSError"
    );
}

#[test]
fn what_is_caught_may_be_raised_again_or_become_another() {
    let body = r#"
try:
    try:
        await fail(ValueError())
    except ValueError:
        raise
except ValueError as error:
    raise OSError from error
"#;
    let told = asyncio("again", body);
    assert_eq!(
        told,
        "raised ValueError, caught ValueError, raised ValueError, caught ValueError, raised OSError, failed OSError"
    );
}

#[test]
fn what_a_function_raises_and_catches_itself_is_no_story() {
    let body = r#"
try:
    {}["key"]
except ValueError:
    pass
except KeyError:
    pass
try:
    raise OSError
except OSError:
    pass
try:
    raise OSError
except ValueError:
    pass
"#;
    assert_eq!(asyncio("python", body), "raised OSError, failed OSError");
}

#[test]
fn except_star_catches_what_it_takes() {
    let body = r#"
async def both():
    async with asyncio.TaskGroup() as group:
        group.create_task(fail(ValueError()))
        group.create_task(fail(OSError()))
try:
    await both()
except* ValueError:
    pass
except* OSError:
    raise
"#;
    let told = asyncio("star", body);
    let (_, told) = told.split_once("grouped ExceptionGroup(2)").unwrap();
    assert_eq!(
        told,
        ", grouped ExceptionGroup(1), caught ExceptionGroup(1), grouped ExceptionGroup(1), caught ExceptionGroup(1), \
         raised ExceptionGroup(1), failed ExceptionGroup(1)"
    );
}

#[test]
fn all_of_a_group_of_groups_is_that_group() {
    let program = r#"
import trio

async def fail():
    raise ValueError

async def inner():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(fail)

async def main():
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(inner)
    except* ValueError:
        pass

trio.run(main)
"#;
    let told = story("groups", program);
    assert!(told.ends_with("grouped ExceptionGroup(1), caught ExceptionGroup(1)"), "{told}");
}

#[test]
fn a_cancellation_is_caught_by_the_program_or_by_its_scope() {
    let program = r#"
import trio

async def main():
    with trio.move_on_after(1):
        await trio.sleep(5)
    with trio.move_on_after(1):
        try:
            await trio.sleep(5)
        except trio.Cancelled:
            raise
    with trio.move_on_after(1):
        try:
            await trio.sleep(5)
        except trio.Cancelled:
            pass

trio.run(main)
"#;
    assert_eq!(
        story("cancellations", program),
        "raised Cancelled, scope, raised Cancelled, caught Cancelled, raised Cancelled, scope, \
         raised Cancelled, caught Cancelled, swallowed"
    );
    let body = r#"
task = asyncio.create_task(asyncio.sleep(5))
await asyncio.sleep(1)
task.cancel()
with contextlib.suppress(asyncio.CancelledError):
    await task
"#;
    let told = asyncio("cancellations", body);
    // A cancellation that comes from another task is no business of a scope's.
    assert_eq!(told, "raised CancelledError, caught CancelledError");
}
