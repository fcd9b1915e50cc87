//! Numbers for exception objects, so that events can speak of them. Knows no library: each model says what is its cancellation.

use std::cell::Cell;

use espalier_trace::{EventKind, Exception, ExceptionId, ScopeId, TaskId};
use rustpython_vm::{
    AsObject, PyObjectRef, VirtualMachine,
    builtins::{PyBaseException, PyBaseExceptionRef, PyInt},
};

use crate::session::kernel;

/// Where an exception object keeps its number. An exception cannot be referenced weakly, and a strong reference would
/// keep its frames alive; so the number travels with it.
const NUMBER: &str = "__espalier_number__";

/// The longest message kept, in characters.
const MESSAGE_MAX: usize = 200;

/// The number of `exception`, if it has one.
pub(crate) fn known(exception: &PyBaseExceptionRef, vm: &VirtualMachine) -> Option<ExceptionId> {
    let number = exception.as_object().dict()?.get_item_opt(NUMBER, vm).ok()??;
    let number = number.downcast_ref::<PyInt>()?.try_to_primitive::<u32>(vm).ok()?;
    Some(ExceptionId(number))
}

/// Whether an exception is a library's cancellation.
pub(crate) type IsCancellation = fn(&PyBaseExceptionRef, &VirtualMachine) -> bool;

thread_local! {
    /// What the models say of cancellations.
    static CANCELLATIONS: Cell<&'static [IsCancellation]> = const { Cell::new(&[]) };
}

/// Hears what the models say of cancellations.
pub(crate) fn cancellations(rules: &'static [IsCancellation]) {
    CANCELLATIONS.set(rules);
}

/// The number of `exception`; if it is new, an event tells that it was raised in `task`, or grouped by `scope`.
pub(crate) fn number(
    exception: &PyBaseExceptionRef,
    task: Option<TaskId>,
    scope: Option<ScopeId>,
    vm: &VirtualMachine,
) -> ExceptionId {
    if let Some(id) = known(exception, vm) {
        return id;
    }
    let members: Vec<_> =
        members(exception, vm).iter().map(|member| number(member, task, None, vm)).collect();
    let id = kernel(|kernel| kernel.new_exception());
    let described = describe(id, members, exception, vm);
    kernel(|kernel| {
        if described.members.is_empty() {
            kernel.raised(task, described);
        } else {
            let event = kernel.emit(task, EventKind::Grouped { exception: described, scope });
            kernel.set_here(event);
        }
    });
    remember(exception, id, vm);
    id
}

/// The number of an exception of which the trace knows, or of a group that Python has made of such, as `except*` does of what it
/// takes and of what it leaves. If that is all that was in a group before, it is that group to the trace.
pub(crate) fn part(
    exception: &PyBaseExceptionRef,
    task: Option<TaskId>,
    vm: &VirtualMachine,
) -> Option<ExceptionId> {
    if let Some(id) = known(exception, vm) {
        return Some(id);
    }
    let members: Option<Vec<_>> =
        members(exception, vm).iter().map(|member| part(member, task, vm)).collect();
    let members = members.filter(|members| !members.is_empty())?;
    if let Some(old) = kernel(|kernel| kernel.group_of(&members)) {
        remember(exception, old, vm);
        return Some(old);
    }
    Some(number(exception, task, None, vm))
}

/// An event tells that what has been caught is raised again.
pub(crate) fn raised_again(
    id: ExceptionId,
    exception: &PyBaseExceptionRef,
    task: Option<TaskId>,
    vm: &VirtualMachine,
) {
    let members = members(exception, vm).iter().filter_map(|member| known(member, vm)).collect();
    let described = describe(id, members, exception, vm);
    kernel(|kernel| kernel.raised(task, described));
}

fn describe(
    id: ExceptionId,
    members: Vec<ExceptionId>,
    exception: &PyBaseExceptionRef,
    vm: &VirtualMachine,
) -> Exception {
    let class = exception.class().name().to_string();
    let mut message = exception
        .as_object()
        .str(vm)
        .map(|text| text.to_string_lossy().into_owned())
        .unwrap_or_default();
    if let Some((end, _)) = message.char_indices().nth(MESSAGE_MAX) {
        message.truncate(end);
        message.push('…');
    }
    let cancellation = CANCELLATIONS.get().iter().any(|is_one| is_one(exception, vm));
    Exception { id, class, message, members, cancellation }
}

/// Notes the number of an exception of which the caller has told an event.
pub(crate) fn remember(exception: &PyBaseExceptionRef, id: ExceptionId, vm: &VirtualMachine) {
    // A subclass may refuse; then the exception gets a new number the next time, which only the trace shows.
    let _ = exception.as_object().set_attr(NUMBER, vm.ctx.new_int(id.0), vm);
}

/// The members of an exception group; empty for any other exception.
pub(crate) fn members(
    exception: &PyBaseExceptionRef,
    vm: &VirtualMachine,
) -> Vec<PyBaseExceptionRef> {
    if !exception.fast_isinstance(vm.ctx.exceptions.base_exception_group) {
        return Vec::new();
    }
    let Ok(members) = exception.as_object().get_attr("exceptions", vm) else { return Vec::new() };
    let members: Vec<PyObjectRef> = vm.extract_elements_with(&members, Ok).unwrap_or_default();
    members.into_iter().filter_map(|member| member.downcast::<PyBaseException>().ok()).collect()
}
