//! `asyncio.gather`: several awaitables as one future. Rule: `gather` and `_GatheringFuture` in `asyncio/tasks.py` of
//! CPython 3.13, "Running Tasks Concurrently" in its library reference. It begins its tasks but does not hold them: when
//! one fails, the others run on.

use std::cell::{Cell, RefCell};

use espalier_kernel::Seconds;
use espalier_trace::{
    CancelSource, CancelTarget, EventKind, ScopeId, ScopeKind, TaskId, Wait, WaitOn,
};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    function::FuncArgs, pyclass,
};

use super::{
    event_loop::{self, EventLoop},
    exceptions,
    future::{self, Callback, CancelArgs, Future, Native, as_future},
    held::python_object,
    runners, task,
    task::Task,
};
use crate::{hand, lines, names, session::kernel};

/// The future that `gather` returns.
#[pyclass(module = "asyncio.tasks", name = "_GatheringFuture", base = Future, traverse = "manual")]
#[repr(C)]
pub(super) struct GatheringFuture {
    base: Future,
    children: RefCell<Vec<PyObjectRef>>,
    /// Those of the children that it made tasks of itself: nobody else can ask them anything.
    began: Vec<TaskId>,
    /// How many different futures there are, and how many of them are done.
    different: Cell<usize>,
    finished: Cell<usize>,
    return_exceptions: Cell<bool>,
    cancel_requested: Cell<bool>,
    scope: Cell<Option<ScopeId>>,
}

python_object!(GatheringFuture, holds: [base, children]);

const CALLBACK: &str = "gather.<locals>._done_callback";

impl GatheringFuture {
    /// What awaiting it waits for.
    pub(super) fn wait(&self) -> Wait {
        let mut wait = Wait::new(WaitOn::Task, "gather");
        wait.scope = self.scope.get();
        let tasks = self.children.borrow();
        let tasks = tasks.iter().filter_map(|child| child.as_object().downcast_ref::<Task>());
        wait.tasks =
            tasks.filter(|task| !task.future().is_done()).filter_map(|task| task.id()).collect();
        wait.tasks.dedup();
        wait
    }

    /// Cancels the children; it is done itself when they are (`_GatheringFuture.cancel`).
    ///
    /// # Errors
    /// What a child's own `cancel` raises.
    pub(super) fn cancel_children(
        &self,
        message: Option<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<bool> {
        if self.base.is_done() {
            return Ok(false);
        }
        lines::touch();
        let children = self.children.borrow().clone();
        let mut any = false;
        let cancel = || -> PyResult<()> {
            for child in children {
                any |= task::cancel(&child, message.clone(), CancelSource::Awaiter, vm)?;
            }
            Ok(())
        };
        match self.scope.get() {
            Some(scope) => event_loop::because_of(
                |kernel| {
                    kernel.request_cancel(CancelTarget::Scope(scope), CancelSource::Awaiter, None)
                },
                cancel,
            )?,
            None => (cancel)()?,
        }
        if any {
            self.cancel_requested.set(true);
        }
        Ok(any)
    }
}

#[pyclass(flags(HAS_DICT, HAS_WEAKREF, DISALLOW_INSTANTIATION))]
impl GatheringFuture {
    #[pymethod]
    fn cancel(zelf: &Py<Self>, args: CancelArgs, vm: &VirtualMachine) -> PyResult<bool> {
        zelf.cancel_children(args.msg.filter(|message| !vm.is_none(message)), vm)
    }
}

/// `asyncio.gather(*aws, return_exceptions=False)`.
///
/// # Errors
/// `TypeError` for what is no awaitable; `ValueError` for futures of different loops.
pub(super) fn gather(args: FuncArgs, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
    let return_exceptions = match args.get_optional_kwarg("return_exceptions") {
        Some(given) => given.try_to_bool(vm)?,
        None => false,
    };
    gather_all(args.args, return_exceptions, true, vm)
}

/// Gathers `awaitables`; `shown` unless the library does it for itself.
///
/// # Errors
/// As [`gather`].
pub(super) fn gather_all(
    awaitables: Vec<PyObjectRef>,
    return_exceptions: bool,
    shown: bool,
    vm: &VirtualMachine,
) -> PyResult<PyObjectRef> {
    if awaitables.is_empty() {
        let event_loop = event_loop::get_event_loop(vm)?;
        let outer = future::new_future(&event_loop, vm);
        future::set_result(&outer, vm.ctx.new_list(vec![]).into());
        return Ok(outer.into());
    }
    lines::touch();
    let owner = kernel(|kernel| kernel.running());
    let scope = shown.then(|| {
        kernel(|kernel| {
            kernel.open_scope(owner, ScopeKind::Gather, Some("gather"), Seconds::INFINITY, false)
        })
    });
    let mut event_loop: Option<PyRef<EventLoop>> = None;
    let mut seen: Vec<(PyObjectRef, PyObjectRef)> = Vec::new();
    let mut index: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
    let mut children = Vec::with_capacity(awaitables.len());
    let mut began = Vec::new();
    for arg in awaitables {
        // An awaitable given twice is one child: they are the keys of a dictionary.
        if let Err(unhashable) = arg.hash(vm) {
            if let Some(scope) = scope {
                kernel(|kernel| kernel.close_scope(scope, None));
            }
            return Err(unhashable);
        }
        let known = index.get(&arg.get_id()).copied();
        if let Some(known) = known {
            children.push(seen[known].1.clone());
            continue;
        }
        let child = task::owned_by(scope, || {
            runners::ensure_own_future(arg.clone(), event_loop.as_deref(), vm)
                .map(PyObjectRef::from)
        });
        let child = match (child, scope) {
            (Err(exception), Some(scope)) => {
                kernel(|kernel| kernel.close_scope(scope, None));
                return Err(exception);
            }
            (child, _) => child?,
        };
        let future = as_future(&child).expect("ensured");
        if event_loop.is_none() {
            event_loop = Some(future.get_event_loop(vm)?);
        }
        if !child.is(&arg)
            && let Some(task) = child.as_object().downcast_ref::<Task>()
        {
            task.log_destroy_pending.set(false);
            began.extend(task.id());
        }
        index.insert(arg.get_id(), seen.len());
        seen.push((arg, child.clone()));
        children.push(child);
    }
    let event_loop = event_loop.expect("there is a child");
    let outer = GatheringFuture {
        base: Future::default(),
        children: RefCell::new(children),
        began,
        different: Cell::new(seen.len()),
        finished: Cell::new(0),
        return_exceptions: Cell::new(return_exceptions),
        cancel_requested: Cell::new(false),
        scope: Cell::new(scope),
    };
    outer.base.event_loop.replace(Some(event_loop));
    let outer = outer.into_ref(&vm.ctx);
    if let Some(scope) = scope {
        let cancel = |outer: &PyObject, vm: &VirtualMachine| {
            task::cancel(outer, None, CancelSource::Explicit, vm).map(drop)
        };
        hand::offer(scope, outer.as_object(), cancel, vm);
    }
    let mut done = Vec::new();
    for (_, child) in seen {
        let future = as_future(&child).expect("ensured");
        if future.is_done() {
            done.push(child);
        } else {
            let target = outer.as_object().to_owned();
            future::add_callback(
                future,
                Callback::Native(Native { name: CALLBACK, run: child_done, target }),
            );
        }
    }
    for child in done {
        child_done(outer.as_object(), &child, vm)?;
    }
    Ok(outer.into())
}

/// A child is done: the first error, or the last result, is the outcome (`gather.<locals>._done_callback`).
fn child_done(outer: &PyObject, child: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
    let gathering = outer.downcast_ref::<GatheringFuture>().expect("the outer future");
    let outer = as_future(outer).expect("a future");
    let child = as_future(child).expect("called back by a future");
    gathering.finished.set(gathering.finished.get() + 1);
    if gathering.base.is_done() {
        // The outcome is decided: this one is looked at, and forgotten.
        if !child.is_cancelled()
            && let Some(exception) = child.take_exception()
        {
            lost(gathering, child, &exception, vm);
        }
        return Ok(());
    }
    if !gathering.return_exceptions.get() {
        let exception = if child.is_cancelled() {
            Some(child.make_cancelled_error(vm))
        } else {
            child.take_exception()
        };
        if let Some(exception) = exception {
            travelled(gathering, child, &exception, vm);
            finish(gathering, Some(&exception), vm);
            future::set_exception(outer, exception);
            return Ok(());
        }
    }
    if gathering.finished.get() < gathering.different.get() {
        return Ok(());
    }
    let children = gathering.children.borrow().clone();
    let mut results = Vec::with_capacity(children.len());
    for child in &children {
        let child = as_future(child).expect("ensured");
        let result = if child.is_cancelled() {
            let message = child.cancel_message.borrow().clone();
            let message = message.unwrap_or_else(|| vm.ctx.new_str("").into());
            exceptions::cancelled_error(Some(message), vm).into()
        } else {
            match child.take_exception() {
                Some(exception) => exception.into(),
                None => child.outcome(vm)?,
            }
        };
        results.push(result);
    }
    if gathering.cancel_requested.get() {
        // The last child's message, not the one given to cancel().
        let last = as_future(children.last().expect("there is a child")).expect("ensured");
        let exception = last.make_cancelled_error(vm);
        finish(gathering, Some(&exception), vm);
        future::set_exception(outer, exception);
    } else {
        finish(gathering, None, vm);
        future::set_result(outer, vm.ctx.new_list(results).into());
    }
    Ok(())
}

fn travelled(
    gathering: &GatheringFuture,
    child: &Py<Future>,
    exception: &rustpython_vm::builtins::PyBaseExceptionRef,
    vm: &VirtualMachine,
) {
    let (Some(scope), Some(task)) = (
        gathering.scope.get(),
        child.as_object().downcast_ref::<Task>().and_then(|task| task.id()),
    ) else {
        return;
    };
    let exception = names::number(exception, Some(task), None, vm);
    kernel(|kernel| {
        let event = kernel.emit(Some(task), EventKind::Travelled { exception, scope });
        kernel.set_here(event);
    });
}

/// An exception that comes too late to be the outcome. Python prints nothing about it; it is gone all the same, unless the
/// program has the task to ask.
fn lost(
    gathering: &GatheringFuture,
    child: &Py<Future>,
    exception: &rustpython_vm::builtins::PyBaseExceptionRef,
    vm: &VirtualMachine,
) {
    let task = child.as_object().downcast_ref::<Task>().and_then(|task| task.id());
    let Some(task) = task.filter(|task| gathering.began.contains(task)) else { return };
    let exception = names::number(exception, Some(task), None, vm);
    let message = String::new();
    kernel(|kernel| kernel.emit(Some(task), EventKind::Lost { exception, message }));
}

fn finish(
    gathering: &GatheringFuture,
    exception: Option<&rustpython_vm::builtins::PyBaseExceptionRef>,
    vm: &VirtualMachine,
) {
    let Some(scope) = gathering.scope.get() else { return };
    let exception = exception.map(|exception| names::number(exception, None, Some(scope), vm));
    kernel(|kernel| kernel.close_scope(scope, exception));
}
