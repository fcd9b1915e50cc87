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
            EventKind::Raised { exception } => {
                assert_eq!(exception.cancellation, exception.class.starts_with("Cancelled"));
                ("raised", exception.id)
            }
            EventKind::Grouped { exception, .. } => ("grouped", exception.id),
            EventKind::Caught { exception, discarded } => {
                let cause = &trace.event(event.cause.unwrap()).kind;
                assert!(!matches!(cause, EventKind::Line { .. }), "{cause:?} brings no error");
                (if *discarded { "discarded" } else { "caught" }, *exception)
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
fn what_a_clause_names_may_be_any_expression() {
    let body = r#"
def errors(first):
    return (ValueError, OSError) if first else KeyError
for first in (True, False):
    try:
        await fail(ValueError())
    except errors(first):
        pass
    except (KeyError if first else ValueError):
        pass
try:
    await fail(OSError())
except (lambda: [LookupError, OSError][1])():
    pass
"#;
    let told = asyncio("expressions", body);
    let caught = "raised ValueError, caught ValueError";
    assert_eq!(told, format!("{caught}, {caught}, raised OSError, caught OSError"));
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
fn what_a_finally_lets_go_of_is_discarded() {
    let body = r#"
async def returns():
    try:
        await fail(ValueError())
    finally:
        await asyncio.sleep(1)
        return 1
async def breaks(error):
    for number in range(2):
        try:
            await fail(error)
        finally:
            for _ in range(2):
                await asyncio.sleep(1)
            if number:
                break
            continue
    await asyncio.sleep(1)
async def only_if(error, leave):
    try:
        await fail(error)
    finally:
        try:
            await fail(LookupError())
        except LookupError:
            pass
        if leave:
            return
await returns()
await breaks(OSError())
await only_if(TypeError(), True)
await only_if(KeyError(), False)
"#;
    let told = asyncio("finally", body);
    assert_eq!(
        told,
        "raised ValueError, discarded ValueError, raised OSError, discarded OSError, raised OSError, discarded OSError, \
         raised TypeError, raised LookupError, caught LookupError, discarded TypeError, \
         raised KeyError, raised LookupError, caught LookupError, failed KeyError"
    );
}

#[test]
fn a_finally_that_only_returns_breaks_or_continues_discards_as_any_other() {
    let body = r#"
async def returns():
    try:
        raise ValueError
    finally:
        return 1
async def leaves():
    for _ in range(1):
        try:
            await fail(OSError())
        finally: break
async def catches():
    try:
        await fail(TypeError())
    except: return 1
await returns()
await leaves()
await catches()
"#;
    let told = asyncio("returns", body);
    assert_eq!(
        told,
        "raised ValueError, discarded ValueError, raised OSError, discarded OSError, raised TypeError, caught TypeError"
    );
}

#[test]
fn what_a_finally_raises_takes_the_place_of_an_error_and_no_return_has_let_go_of_it() {
    let body = r#"
async def replace(leave):
    try:
        await fail(ValueError())
    finally:
        if leave:
            return
        raise OSError
try:
    await replace(False)
except OSError:
    pass
await replace(True)
"#;
    let told = asyncio("replaced", body);
    assert_eq!(
        told,
        "raised ValueError, raised OSError, caught OSError, raised ValueError, discarded ValueError"
    );
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

#[test]
fn what_a_library_raises_in_place_of_cancellations_is_a_cancellation() {
    let program = |backend: &str| {
        format!(
            r#"
import anyio

async def group():
    async with anyio.create_task_group() as group:
        group.start_soon(anyio.sleep, 5)
        group.start_soon(anyio.sleep, 5)

async def main():
    with anyio.move_on_after(1):
        await group()
    with anyio.move_on_after(1):
        try:
            await group()
        except anyio.get_cancelled_exc_class():
            pass

anyio.run(main, backend="{backend}")
"#
        )
    };
    assert_eq!(
        story("anew_asyncio", &program("asyncio")).replace("Error", ""),
        "raised Cancelled, raised Cancelled, raised Cancelled, scope, \
         raised Cancelled, raised Cancelled, raised Cancelled, caught Cancelled, swallowed"
    );
    // trio has no cancellation for the group's own task: anyio makes one of those of its children.
    let told = story("anew_trio", &program("trio"));
    let group = "grouped BaseExceptionGroup(2), raised Cancelled";
    assert_eq!(
        told,
        format!(
            "raised Cancelled, raised Cancelled, {group}, scope, \
             raised Cancelled, raised Cancelled, {group}, caught Cancelled, swallowed"
        )
    );
}
