//! What an exception handler of Python's is, read off the bytecode. Knows no event and no library.

use rustpython_vm::{
    Py,
    builtins::PyCode,
    bytecode::{Opcode, find_exception_handler},
};

/// What stands where a frame goes with an exception.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Handler {
    /// `except X:`, which may let it pass.
    Clauses,
    /// `except:`, which does not; where it begins.
    Bare(usize),
    /// `finally`, `with`, `except*`: something of the program's runs before it is known what becomes of the exception.
    Block,
    /// The end of an `async for`.
    AsyncForEnd,
    /// What the compiler puts around a handler's body, a generator, an `await`.
    Hidden,
}

/// The handler that takes an exception of this instruction.
pub(crate) fn of(code: &Py<PyCode>, instruction: usize) -> Option<Handler> {
    let entry = find_exception_handler(&code.exceptiontable, instruction as u32)?;
    let mut here = from(code, entry.target as usize);
    match here.next()?.1 {
        Opcode::PushExcInfo => {}
        Opcode::EndAsyncFor => return Some(Handler::AsyncForEnd),
        _ => return Some(Handler::Hidden),
    }
    let (first, mut opcode) = here.next()?;
    if opcode == Opcode::PopTop {
        return Some(Handler::Bare(first));
    }
    // What names exception classes comes before what compares them.
    while names_a_class(opcode) {
        (_, opcode) = here.next()?;
    }
    Some(if opcode == Opcode::CheckExcMatch { Handler::Clauses } else { Handler::Block })
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

fn names_a_class(opcode: Opcode) -> bool {
    matches!(
        opcode,
        Opcode::LoadName
            | Opcode::LoadGlobal
            | Opcode::LoadDeref
            | Opcode::LoadFast
            | Opcode::LoadFastCheck
            | Opcode::LoadFastBorrow
            | Opcode::LoadFastBorrowLoadFastBorrow
            | Opcode::LoadAttr
            | Opcode::BuildTuple
    )
}
