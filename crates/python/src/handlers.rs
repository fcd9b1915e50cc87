//! What an exception handler of Python's is, read off the bytecode. Knows no event and no library.

use rustpython_vm::{
    Py,
    builtins::PyCode,
    bytecode::{IntrinsicFunction2, Opcode, find_exception_handler},
};

/// What stands where a frame goes with an exception.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Handler {
    /// `except X:`, which may let it pass.
    Clauses,
    /// `except:`, which does not; where it begins.
    Bare(usize),
    /// `with`, `except*`: something of the program's runs before it is known what becomes of the exception.
    Block,
    /// `finally` likewise; where it cleans up after itself, see [`inside`].
    Finally(usize),
    /// The end of an `async for`.
    AsyncForEnd,
    /// What the compiler puts around a handler's body, a generator, an `await`.
    Hidden,
}

/// The handler that takes an exception of this instruction.
pub(crate) fn of(code: &Py<PyCode>, instruction: usize) -> Option<Handler> {
    let start = target(code, instruction)?;
    let mut here = from(code, start);
    match here.next()?.1 {
        Opcode::PushExcInfo => {}
        Opcode::EndAsyncFor => return Some(Handler::AsyncForEnd),
        _ => return Some(Handler::Hidden),
    }
    let (first, opcode) = here.next()?;
    let (next, second) = here.next().unzip();
    Some(match opcode {
        Opcode::PopTop if is_clause(code, first, next) => Handler::Bare(first),
        Opcode::WithExceptStart => Handler::Block,
        Opcode::BuildList if second == Some(Opcode::Copy) => Handler::Block,
        _ if has_clauses(code, first) => Handler::Clauses,
        _ => Handler::Finally(target(code, start)?),
    })
}

/// Whether a handler that drops the exception is `except:`, and not a `finally` that begins with a `return`, `break` or
/// `continue`: a clause stands where its keyword does, before its body; a `finally` has only its body.
fn is_clause(code: &Py<PyCode>, first: usize, next: Option<usize>) -> bool {
    let begins = |place: usize| code.locations.get(place).map(|(begin, _)| *begin);
    begins(first) != next.and_then(begins)
}

/// Whether a handler compares the exception with classes. What names them comes first, and may be any expression; a `finally` has
/// no comparison of its own before it ends or another handler begins.
fn has_clauses(code: &Py<PyCode>, first: usize) -> bool {
    let ends_or_compares = |opcode: &Opcode| {
        matches!(
            opcode,
            Opcode::CheckExcMatch
                | Opcode::PushExcInfo
                | Opcode::PopExcept
                | Opcode::Reraise
                | Opcode::ReturnValue
        )
    };
    let next = from(code, first).map(|(_, opcode)| opcode).find(ends_or_compares);
    next == Some(Opcode::CheckExcMatch)
}

fn target(code: &Py<PyCode>, instruction: usize) -> Option<usize> {
    let entry = find_exception_handler(&code.exceptiontable, instruction as u32)?;
    Some(entry.target as usize)
}

/// Whether an exception of this instruction would come to `cleanup`, at last: so it is with all that stands in a `finally`, and not
/// with where its `return`, `break` or `continue` goes.
pub(crate) fn inside(code: &Py<PyCode>, cleanup: usize, instruction: usize) -> bool {
    // What does nothing is in no range of the table.
    let Some((place, _)) = from(code, instruction).find(|(_, opcode)| !does_nothing(*opcode))
    else {
        return false;
    };
    let handlers = std::iter::successors(target(code, place), |next| target(code, *next));
    // Blocks nest, so each is met once.
    handlers.take(code.instructions.len()).any(|handler| handler == cleanup)
}

/// Whether there is a `return`, `break` or `continue` in this `finally`: a way out of it that raises nothing.
pub(crate) fn may_discard(code: &Py<PyCode>, cleanup: usize) -> bool {
    let mut here = from(code, 0).filter(|(_, opcode)| !does_nothing(*opcode)).peekable();
    let mut was_inside = false;
    while let Some((place, opcode)) = here.next() {
        let is_inside = inside(code, cleanup, place);
        let goes_on = here.peek().is_some_and(|(_, next)| *next == Opcode::Reraise);
        if was_inside && !is_inside && opcode == Opcode::PopExcept && !goes_on {
            return true;
        }
        was_inside = is_inside;
    }
    false
}

/// Whether a clause, `except X` or `except* X`, fits where the program goes on at `place` instead of jumping there.
pub(crate) fn clause_fits(code: &Py<PyCode>, place: usize) -> bool {
    // Only from the beginning can instructions be told from what lies between them.
    let mut before = [Opcode::Nop; 4];
    for (_, opcode) in from(code, 0).take_while(|(at, _)| *at < place) {
        before.rotate_left(1);
        before[3] = opcode;
    }
    matches!(
        before,
        [_, Opcode::CheckExcMatch, Opcode::PopJumpIfFalse, Opcode::NotTaken]
            | [Opcode::CheckEgMatch, Opcode::Copy, Opcode::PopJumpIfNone, Opcode::NotTaken]
    )
}

/// Whether the jump at `place` goes past the instruction that raises again what `__exit__` did not suppress.
pub(crate) fn exit_suppresses(code: &Py<PyCode>, place: usize) -> bool {
    let mut here = from(code, place).map(|(_, opcode)| opcode);
    here.next() == Some(Opcode::PopJumpIfTrue)
        && here.find(|opcode| *opcode != Opcode::NotTaken) == Some(Opcode::Reraise)
}

/// Whether the instruction raises by itself, so that the exception has come from nobody else.
pub(crate) fn raises_itself(code: &Py<PyCode>, instruction: usize) -> bool {
    matches!(
        opcode(code, instruction),
        Opcode::RaiseVarargs
            | Opcode::BinaryOp
            | Opcode::LoadAttr
            | Opcode::StoreSubscr
            | Opcode::DeleteSubscr
            | Opcode::UnpackSequence
    )
}

/// Whether the instruction is `raise` alone.
pub(crate) fn raises_what_is_handled(code: &Py<PyCode>, instruction: usize) -> bool {
    opcode(code, instruction) == Opcode::RaiseVarargs && argument(code, instruction) == 0
}

/// Whether the instruction says what leaves the clauses of an `except*`.
pub(crate) fn ends_clauses(code: &Py<PyCode>, instruction: usize) -> bool {
    let what = IntrinsicFunction2::PrepReraiseStar as u8;
    opcode(code, instruction) == Opcode::CallIntrinsic2 && argument(code, instruction) == what
}

/// An instruction's argument, which is small.
fn argument(code: &Py<PyCode>, instruction: usize) -> u8 {
    code.instructions.read_arg(instruction).into()
}

fn does_nothing(opcode: Opcode) -> bool {
    matches!(opcode, Opcode::Nop | Opcode::NotTaken)
}

/// The instructions from `place` on, without prefixes.
fn from(code: &Py<PyCode>, mut place: usize) -> impl Iterator<Item = (usize, Opcode)> {
    std::iter::from_fn(move || {
        while place < code.instructions.len() {
            let (at, opcode) = (place, opcode(code, place));
            place += 1 + opcode.cache_entries();
            if opcode != Opcode::ExtendedArg {
                return Some((at, opcode));
            }
        }
        None
    })
}

/// An instruction as the compiler has written it.
fn opcode(code: &Py<PyCode>, place: usize) -> Opcode {
    code.instructions.read_op(place).deoptimize().as_opcode()
}
