//! asyncio, as in CPython 3.13: the model. Owns the module `_asyncio`, from which `lib/asyncio/` makes the package that
//! programs import; each rule of the library's is in the file named after it. Stands on the kernel and the joint with
//! Python's coroutines; knows no other library, but lends a hand to one built on top of it (`on_top`).

mod as_completed;
mod event_loop;
mod exceptions;
mod format;
mod future;
mod gather;
mod hand;
mod handle;
mod held;
mod locks;
pub(crate) mod on_top;
mod queues;
mod recursion;
mod runners;
mod shield;
mod signatures;
mod sleep;
mod task;
mod taskgroup;
mod threads;
mod timeouts;
mod wait;

use rustpython_vm::{
    Context, Py, VirtualMachine,
    builtins::{PyBaseExceptionRef, PyModuleDef},
};

pub(crate) use self::exceptions::is_cancelled;

use self::event_loop::EventLoop;

/// A loop that was stepped out of.
pub(crate) struct LeftLoop(Option<rustpython_vm::PyRef<EventLoop>>);

/// Steps out of the running loop, as a worker thread is outside.
pub(crate) fn leave_loop() -> LeftLoop {
    LeftLoop(event_loop::leave_loop())
}

/// Goes back into the loop that was left.
pub(crate) fn enter_loop(left: LeftLoop) {
    event_loop::enter_loop(left.0);
}

/// The native modules of the model.
pub(crate) fn module_defs(ctx: &Context) -> Vec<&'static PyModuleDef> {
    vec![_asyncio::module_def(ctx)]
}

/// Every task waits, no timer is set, no thread works: nothing can happen any more. The exception that ends the run.
fn deadlock(event_loop: &Py<EventLoop>, vm: &VirtualMachine) -> PyBaseExceptionRef {
    let waiting = event_loop.all_tasks().len();
    let message = match waiting {
        0 => "deadlock: the loop waits for ever, and no task is left".to_owned(),
        1 => "deadlock: the only task waits for something that can no longer happen".to_owned(),
        _ => format!("deadlock: all {waiting} tasks wait for something that can no longer happen"),
    };
    crate::budget::deadlock(message, vm)
}

#[rustpython_vm::pymodule]
mod _asyncio {
    use rustpython_vm::{
        AsObject, Py, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
        builtins::{PyModule, PySet},
        class::PyClassImpl,
        extend_module,
        function::FuncArgs,
    };

    use super::{
        as_completed, event_loop, exceptions, future, gather, handle, locks, queues, runners,
        sleep, task, taskgroup, threads, timeouts, wait,
    };
    use crate::coroutine::RustCoroutine;

    pub(crate) fn module_exec(vm: &VirtualMachine, module: &Py<PyModule>) -> PyResult<()> {
        __module_exec(vm, module);
        task::reset_names();
        event_loop::reset();
        let classes = exceptions::classes(vm);
        extend_module!(vm, module, {
            "Future" => future::Future::make_static_type(),
            "_FutureIter" => future::FutureIter::make_static_type(),
            "Task" => task::Task::make_static_type(),
            "_GatheringFuture" => gather::GatheringFuture::make_static_type(),
            "EventLoop" => event_loop::EventLoop::make_static_type(),
            "_LibraryCallback" => handle::LibraryCallback::make_static_type(),
            "_TaskStep" => task::TaskStep::make_static_type(),
            "_TaskWakeup" => task::TaskWakeup::make_static_type(),
            "Handle" => handle::Handle::make_static_type(),
            "TimerHandle" => handle::TimerHandle::make_static_type(),
            "TaskGroup" => taskgroup::TaskGroup::make_static_type(),
            "Timeout" => timeouts::Timeout::make_static_type(),
            "Lock" => locks::Lock::make_static_type(),
            "Event" => locks::Event::make_static_type(),
            "Condition" => locks::Condition::make_static_type(),
            "Semaphore" => locks::Semaphore::make_static_type(),
            "BoundedSemaphore" => locks::BoundedSemaphore::make_static_type(),
            "Barrier" => locks::Barrier::make_static_type(),
            "Queue" => queues::Queue::make_static_type(),
            "LifoQueue" => queues::LifoQueue::make_static_type(),
            "PriorityQueue" => queues::PriorityQueue::make_static_type(),
            "Runner" => runners::Runner::make_static_type(),
            "_AsCompletedIterator" => as_completed::AsCompletedIterator::make_static_type(),
            "_Wait" => wait::Waiting::make_static_type(),
            "CancelledError" => classes.cancelled_error.clone(),
            "InvalidStateError" => classes.invalid_state_error.clone(),
            "BrokenBarrierError" => classes.broken_barrier_error.clone(),
            "QueueEmpty" => classes.queue_empty.clone(),
            "QueueFull" => classes.queue_full.clone(),
            "QueueShutDown" => classes.queue_shut_down.clone(),
        });
        super::signatures::declare(module, vm)
    }

    #[pyfunction]
    fn sleep(args: sleep::SleepArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        super::sleep::sleep(args, vm)
    }

    #[pyfunction]
    fn gather(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        super::gather::gather(args, vm)
    }

    #[pyfunction]
    fn shield(arg: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        super::shield::shield(arg, vm)
    }

    #[pyfunction]
    fn wait(args: wait::WaitArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        super::wait::wait(args, vm)
    }

    #[pyfunction]
    fn wait_for(args: wait::WaitForArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        super::wait::wait_for(args, vm)
    }

    #[pyfunction]
    fn as_completed(
        args: as_completed::AsCompletedArgs,
        vm: &VirtualMachine,
    ) -> PyResult<PyRef<as_completed::AsCompletedIterator>> {
        super::as_completed::as_completed(args, vm)
    }

    #[derive(rustpython_vm::FromArgs)]
    struct DelayArgs {
        #[pyarg(any)]
        delay: PyObjectRef,
    }

    #[derive(rustpython_vm::FromArgs)]
    struct WhenArgs {
        #[pyarg(any)]
        when: PyObjectRef,
    }

    #[pyfunction]
    fn timeout(args: DelayArgs, vm: &VirtualMachine) -> PyResult<PyRef<timeouts::Timeout>> {
        timeouts::timeout(args.delay, vm)
    }

    #[pyfunction]
    fn timeout_at(args: WhenArgs, vm: &VirtualMachine) -> PyResult<PyRef<timeouts::Timeout>> {
        timeouts::timeout_at(args.when, vm)
    }

    #[pyfunction]
    fn run(args: runners::RunArgs, vm: &VirtualMachine) -> PyResult {
        runners::run(args, vm)
    }

    #[pyfunction]
    fn to_thread(args: FuncArgs, vm: &VirtualMachine) -> PyResult<PyRef<RustCoroutine>> {
        threads::to_thread(args, vm)
    }

    #[pyfunction]
    fn _submit(args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
        let FuncArgs { args, kwargs } = args;
        let mut args = args.into_iter();
        let (Some(pool), Some(future), Some(context), Some(function)) =
            (args.next(), args.next(), args.next(), args.next())
        else {
            return Err(vm.new_type_error("_submit(pool, future, context, function, ...)"));
        };
        let event_loop = event_loop::get_running_loop(vm)?;
        threads::submit(
            &event_loop,
            pool,
            future,
            vm.option_if_none(context),
            function,
            FuncArgs::new(args.collect::<Vec<_>>(), kwargs),
            vm,
        )
    }

    #[pyfunction]
    fn _drive_threads(what: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        match event_loop::running_loop() {
            Some(event_loop) => threads::drive(&event_loop, &what, vm),
            None => Ok(()),
        }
    }

    #[pyfunction]
    fn create_task(args: event_loop::CreateTaskArgs, vm: &VirtualMachine) -> PyResult {
        let event_loop = event_loop::get_running_loop(vm)?;
        let (coroutine, name, context) = args.parts();
        event_loop::EventLoop::create_task_of(
            &event_loop,
            coroutine,
            Some(vm.unwrap_or_none(name)),
            context,
            vm,
        )
    }

    #[derive(rustpython_vm::FromArgs)]
    struct EnsureFutureArgs {
        #[pyarg(any)]
        coro_or_future: PyObjectRef,
        #[pyarg(named, name = "loop", optional)]
        event_loop: Option<PyObjectRef>,
    }

    #[pyfunction]
    fn ensure_future(args: EnsureFutureArgs, vm: &VirtualMachine) -> PyResult {
        let event_loop = args.event_loop.filter(|given| !vm.is_none(given));
        let event_loop =
            event_loop.map(|given| event_loop::given_or_current(Some(given), vm)).transpose()?;
        runners::ensure_future(args.coro_or_future, event_loop.as_deref(), vm)
    }

    #[pyfunction]
    fn isfuture(obj: PyObjectRef, vm: &VirtualMachine) -> PyResult<bool> {
        runners::isfuture(&obj, vm)
    }

    #[pyfunction]
    fn iscoroutine(obj: PyObjectRef, vm: &VirtualMachine) -> PyResult<bool> {
        task::is_coroutine(&obj, vm)
    }

    #[pyfunction]
    fn get_running_loop(vm: &VirtualMachine) -> PyResult<PyRef<event_loop::EventLoop>> {
        event_loop::get_running_loop(vm)
    }

    #[pyfunction]
    fn _get_running_loop() -> Option<PyRef<event_loop::EventLoop>> {
        event_loop::running_loop()
    }

    #[pyfunction]
    fn _get_event_loop(vm: &VirtualMachine) -> PyResult<PyRef<event_loop::EventLoop>> {
        event_loop::get_event_loop(vm)
    }

    #[pyfunction]
    fn _set_event_loop(event_loop: PyObjectRef, vm: &VirtualMachine) {
        event_loop::set_event_loop(Some(event_loop).filter(|given| !vm.is_none(given)));
    }

    #[derive(rustpython_vm::FromArgs)]
    struct OfLoopArgs {
        #[pyarg(any, name = "loop", optional)]
        event_loop: Option<PyObjectRef>,
    }

    /// The loop given, or the running one; `Err` has one that is not the model's.
    fn this_loop(
        args: OfLoopArgs,
        vm: &VirtualMachine,
    ) -> PyResult<Result<PyRef<event_loop::EventLoop>, PyObjectRef>> {
        match args.event_loop.filter(|given| !vm.is_none(given)) {
            Some(given) => Ok(given.downcast()),
            None => event_loop::get_running_loop(vm).map(Ok),
        }
    }

    #[pyfunction]
    fn current_task(args: OfLoopArgs, vm: &VirtualMachine) -> PyResult {
        match this_loop(args, vm)? {
            Ok(event_loop) => {
                Ok(vm.unwrap_or_none(event_loop.current.borrow().clone().map(PyObjectRef::from)))
            }
            Err(other) => {
                vm.call_method(&*vm.import("_asyncio_announced", 0)?, "current_task", (other,))
            }
        }
    }

    #[pyfunction]
    fn all_tasks(args: OfLoopArgs, vm: &VirtualMachine) -> PyResult {
        let event_loop = match this_loop(args, vm)? {
            Ok(event_loop) => event_loop,
            Err(other) => {
                let announced = vm.import("_asyncio_announced", 0)?;
                return vm.call_method(&announced, "all_tasks", (other,));
            }
        };
        let set = PySet::default().into_ref(&vm.ctx);
        for task in event_loop.all_tasks() {
            set.add(task.as_object().to_owned(), vm)?;
        }
        Ok(set.into())
    }
}
