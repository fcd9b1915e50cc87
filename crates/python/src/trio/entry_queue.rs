//! The entry queue: jobs for the trio thread from outside of any task, run by a system task of its own.
//! Knows tasks and the runner.
//!
//! Rules: `trio/_core/_entry_queue.py`.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
};

use espalier_trace::{Wait, WaitOn};
use rustpython_vm::{
    Py, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::{PyBaseExceptionRef, PyTypeRef},
    function::FuncArgs,
    pyclass,
};

use super::{
    exceptions::{self, CancelReason},
    opaque_debug,
    runner::{self, Runner, Spawn},
    task::Task,
    traps::{Abort, checkpoint, wait_task_rescheduled},
};
use crate::{
    coroutine::{RustCoroutine, Vm},
    signatures::first_argument,
};

/// Something to be called in the trio thread.
pub(super) type Job = Box<dyn FnOnce(&VirtualMachine) -> PyResult<()>>;

/// Jobs that wait to be run.
#[derive(Default)]
pub(super) struct EntryQueue {
    queue: RefCell<VecDeque<Job>>,
    /// Jobs that are only kept once, by function and arguments.
    idempotent: RefCell<Vec<(PyObjectRef, FuncArgs)>>,
    /// Whether something was written to the wake-up pipe and not read yet.
    signalled: Cell<bool>,
    waiter: RefCell<Option<PyRef<Task>>>,
    done: Cell<bool>,
}

impl EntryQueue {
    /// Number of jobs.
    pub(super) fn len(&self) -> usize {
        self.queue.borrow().len() + self.idempotent.borrow().len()
    }

    pub(super) fn close(&self) {
        self.done.set(true);
    }

    fn refuse_if_done(&self, vm: &VirtualMachine) -> PyResult<()> {
        if self.done.get() {
            return Err(exceptions::run_finished("run() has exited", vm));
        }
        Ok(())
    }

    /// `run_sync_soon`.
    ///
    /// # Errors
    /// `RunFinishedError` once nobody will come to run it.
    pub(super) fn run_sync_soon(&self, job: Job, vm: &VirtualMachine) -> PyResult<()> {
        self.refuse_if_done(vm)?;
        self.queue.borrow_mut().push_back(job);
        self.signalled.set(true);
        Ok(())
    }

    /// Whether there is something for the loop to find.
    pub(super) fn is_signalled(&self) -> bool {
        self.signalled.get() && self.waiter.borrow().is_some()
    }

    /// What the loop finds when it looks around: whether the queue's task was woken.
    pub(super) fn poll(&self, runner: &Rc<Runner>, vm: &VirtualMachine) -> PyResult<bool> {
        if !self.signalled.get() {
            return Ok(false);
        }
        let waiter = self.waiter.take();
        match waiter {
            Some(task) => {
                runner.reschedule(&task, Ok(vm.ctx.none()), vm)?;
                Ok(true)
            }
            None => Ok(false),
        }
    }

    /// The body of the task that runs the jobs.
    pub(super) fn task(vm: &VirtualMachine) -> PyObjectRef {
        let name = "EntryQueue.task";
        RustCoroutine::new("task", name, vm, |vm, _| async move {
            let result = Self::run_jobs_for_ever(vm).await;
            let Err(error) = result else { return Ok(vm.ctx.none()) };
            if !exceptions::is_cancelled(&error, &vm) {
                return Err(error);
            }
            let runner = runner::current(&vm)?;
            runner.entry_queue.done.set(true);
            runner.entry_queue.run_all_bounded(&vm)?;
            Ok(vm.ctx.none())
        })
        .into()
    }

    async fn run_jobs_for_ever(vm: Vm) -> PyResult<()> {
        loop {
            let idle = {
                let runner = runner::current(&vm)?;
                runner.entry_queue.run_all_bounded(&vm)?;
                runner.entry_queue.len() == 0
            };
            if idle {
                Self::wait_woken(vm).await?;
            } else {
                checkpoint(vm).await?;
            }
        }
    }

    async fn wait_woken(vm: Vm) -> PyResult<()> {
        let task = runner::current_task(&vm)?;
        *runner::current(&vm)?.entry_queue.waiter.borrow_mut() = Some(task);
        let abort = |_: &Rc<CancelReason>, vm: &VirtualMachine| {
            let waiter = runner::current(vm)?.entry_queue.waiter.take();
            drop(waiter);
            Ok(Abort::Succeeded)
        };
        wait_task_rescheduled(vm, Wait::new(WaitOn::Other, "run_sync_soon"), Box::new(abort))
            .await?;
        runner::current(&vm)?.entry_queue.signalled.set(false);
        Ok(())
    }

    /// Runs the jobs that are there now, not those that they add.
    fn run_all_bounded(&self, vm: &VirtualMachine) -> PyResult<()> {
        let count = self.queue.borrow().len();
        for _ in 0..count {
            let job = self.queue.borrow_mut().pop_front();
            if let Some(job) = job
                && let Err(error) = job(vm)
            {
                kill_everything(error, vm)?;
            }
        }
        let jobs = self.idempotent.take();
        for (function, args) in jobs {
            if let Err(error) = function.call(args, vm) {
                kill_everything(error, vm)?;
            }
        }
        Ok(())
    }
}

/// A job failed, which nobody can handle: the run crashes with its error, by way of a system task.
fn kill_everything(error: PyBaseExceptionRef, vm: &VirtualMachine) -> PyResult<()> {
    let runner = runner::current(vm)?;
    let own_nursery = runner::current_task(vm)?.parent_nursery.borrow().clone();
    let nursery = runner.system_nursery().filter(|nursery| !nursery.is_closed()).or(own_nursery);
    let Some(nursery) = nursery else { return Err(error) };
    let body =
        vm.new_function("kill_everything", move |vm: &VirtualMachine| -> PyRef<RustCoroutine> {
            let error = error.clone();
            RustCoroutine::new("kill_everything", "kill_everything", vm, |_, _| async move {
                Err(error)
            })
        });
    let name = vm.ctx.new_str("kill_everything").into();
    let spawn = Spawn {
        system: true,
        name: Some(name),
        ..Spawn::new(body.into(), FuncArgs::default(), nursery)
    };
    runner.spawn(spawn, vm)?;
    Ok(())
}

/// A handle to the run, for threads and callbacks.
#[pyclass(module = "trio.lowlevel", name = "TrioToken")]
#[derive(PyPayload)]
pub(super) struct TrioToken(pub(super) std::rc::Weak<Runner>);

opaque_debug!(TrioToken);

#[pyclass(flags(BASETYPE, HAS_WEAKREF))]
impl TrioToken {
    #[pyslot]
    fn slot_new(_class: PyTypeRef, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(vm.new_type_error("trio.lowlevel.TrioToken has no public constructor"))
    }

    #[pymethod]
    fn run_sync_soon(zelf: &Py<Self>, mut args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
        let idempotent =
            args.take_keyword("idempotent").map_or(Ok(false), |flag| flag.try_to_bool(vm))?;
        let function = first_argument(&mut args, "sync_fn");
        let Some(runner) = zelf.0.upgrade() else {
            return Err(exceptions::run_finished("run() has exited", vm));
        };
        let queue = &runner.entry_queue;
        if !idempotent {
            return queue.run_sync_soon(Box::new(move |vm| function.call(args, vm).map(drop)), vm);
        }
        queue.refuse_if_done(vm)?;
        let known = queue.idempotent.borrow().clone();
        for (other, other_args) in &known {
            let same =
                vm.bool_eq(other, &function)?
                    && other_args.args.len() == args.args.len()
                    && other_args.args.iter().zip(&args.args).try_fold(true, |same, (a, b)| {
                        vm.bool_eq(a, b).map(|equal| same && equal)
                    })?;
            if same {
                return Ok(());
            }
        }
        queue.idempotent.borrow_mut().push((function, args));
        queue.signalled.set(true);
        Ok(())
    }
}
