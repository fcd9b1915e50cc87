//! `asyncio.run`, `Runner`, `ensure_future`, and how a loop is brought to its end. Rules: `asyncio/runners.py` and
//! `base_events.py` of CPython 3.13, "Runners" in its library reference.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use espalier_trace::CancelSource;
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::{PyBaseExceptionRef, PyList, PyType},
    function::FuncArgs,
    pyclass,
    types::{Constructor, Initializer},
};

use super::{
    event_loop::{self, EventLoop, Work},
    exceptions,
    future::{Future, as_future},
    gather,
    handle::{Call, Handle},
    held::python_object,
    task::{self, NewTask},
};
use crate::{
    budget,
    coroutine::{RustCoroutine, delegate},
    interrupt,
    signatures::init_args,
};

/// `asyncio.ensure_future`: a future as it is, a coroutine as a task.
///
/// # Errors
/// `TypeError` for what is no awaitable; `ValueError` for a future of another loop.
pub(super) fn ensure_future(
    awaitable: PyObjectRef,
    event_loop: Option<&Py<EventLoop>>,
    vm: &VirtualMachine,
) -> PyResult<PyObjectRef> {
    if let Some(future) = as_future(&awaitable) {
        if let Some(event_loop) = event_loop
            && !future.get_event_loop(vm)?.is(event_loop)
        {
            return Err(vm.new_value_error(
                "The future belongs to a different loop than the one specified as the loop argument",
            ));
        }
        return Ok(awaitable);
    }
    if isfuture(&awaitable, vm)? {
        return Ok(awaitable);
    }
    let mut should_close = true;
    let coroutine = if task::is_coroutine(&awaitable, vm)? {
        awaitable
    } else if vm.get_attribute_opt(awaitable.class().as_object(), "__await__")?.is_some() {
        should_close = false;
        RustCoroutine::new(
            "_wrap_awaitable",
            "ensure_future.<locals>._wrap_awaitable",
            vm,
            |vm, locals| {
                let awaitable = locals.hold_object(awaitable);
                async move {
                    let object = awaitable.object();
                    awaitable.release();
                    delegate(vm, object).await
                }
            },
        )
        .into()
    } else {
        return Err(vm.new_type_error("An asyncio.Future, a coroutine or an awaitable is required"));
    };
    let current;
    let event_loop = match event_loop {
        Some(event_loop) => event_loop,
        None => {
            current = event_loop::get_event_loop(vm)?;
            &current
        }
    };
    let result = EventLoop::create_task_of(event_loop, coroutine.clone(), None, None, vm);
    if let Err(exception) = &result
        && should_close
        && exception.fast_isinstance(vm.ctx.exceptions.runtime_error)
    {
        vm.call_method(&coroutine, "close", ())?;
    }
    result
}

/// As [`ensure_future`], for rules that follow the future without calling its methods: what is only like a future is
/// awaited by a task of its own.
///
/// # Errors
/// As [`ensure_future`].
pub(super) fn ensure_own_future(
    awaitable: PyObjectRef,
    event_loop: Option<&Py<EventLoop>>,
    vm: &VirtualMachine,
) -> PyResult<PyRef<Future>> {
    let ensured = match ensure_future(awaitable, event_loop, vm)?.downcast::<Future>() {
        Ok(future) => return Ok(future),
        Err(other) => other,
    };
    let current;
    let event_loop = match event_loop {
        Some(event_loop) => event_loop,
        None => {
            current = event_loop::get_event_loop(vm)?;
            &current
        }
    };
    let coroutine = RustCoroutine::new("await_future", "await_future", vm, |vm, locals| {
        let awaitable = locals.hold_object(ensured);
        async move {
            let object = awaitable.object();
            awaitable.release();
            delegate(vm, object).await
        }
    });
    let coroutine = coroutine.into();
    let new = NewTask { coroutine, name: None, context: None, eager_start: false };
    let task = PyObjectRef::from(task::of_the_library(|| task::new_task(event_loop, new, vm))?);
    Ok(task.downcast().expect("a task is a future"))
}

/// `loop.shutdown_asyncgens()`: closes the generators that are alive, all at once.
pub(super) fn shutdown_asyncgens(
    event_loop: PyRef<EventLoop>,
    vm: &VirtualMachine,
) -> PyRef<RustCoroutine> {
    RustCoroutine::new(
        "shutdown_asyncgens",
        "BaseEventLoop.shutdown_asyncgens",
        vm,
        |vm, locals| {
            let event_loop = locals.hold(event_loop);
            async move {
                let generators = event_loop.get().take_asyncgens();
                if generators.is_empty() {
                    return Ok(vm.ctx.none());
                }
                let mut closing = Vec::with_capacity(generators.len());
                for generator in &generators {
                    closing.push(vm.call_method(generator, "aclose", ())?);
                }
                let generators = locals.hold_object(vm.ctx.new_list(generators).into());
                let results = delegate(vm, gather::gather_all(closing, true, false, &vm)?).await?;
                let generators = generators.object().downcast::<PyList>().expect("as made");
                let generators: Vec<_> = generators.borrow_vec().to_vec();
                let results: Vec<PyObjectRef> = vm.extract_elements_with(&results, Ok)?;
                for (result, generator) in results.into_iter().zip(generators) {
                    if !result.fast_isinstance(vm.ctx.exceptions.exception_type) {
                        continue;
                    }
                    let text = generator.repr(&vm)?.to_string_lossy().into_owned();
                    let message = format!(
                        "an error occurred during closing of asynchronous generator {text}"
                    );
                    let context = vm.ctx.new_dict();
                    context.set_item("message", vm.ctx.new_str(message).into(), &vm)?;
                    context.set_item("exception", result, &vm)?;
                    context.set_item("asyncgen", generator, &vm)?;
                    EventLoop::call_exception_handler(&event_loop.get(), context.into(), &vm)?;
                }
                Ok(vm.ctx.none())
            }
        },
    )
}

/// `runners._cancel_all_tasks`: what main left behind is cancelled, oldest first, and waited for.
fn cancel_all_tasks(event_loop: &Py<EventLoop>, vm: &VirtualMachine) -> PyResult<()> {
    let tasks = event_loop.all_tasks();
    if tasks.is_empty() {
        return Ok(());
    }
    for task in &tasks {
        task::cancel(task.as_object(), None, CancelSource::Shutdown, vm)?;
    }
    let awaitables = tasks.iter().map(|task| task.as_object().to_owned()).collect();
    event_loop::set_event_loop_for(event_loop, || {
        let gathering = gather::gather_all(awaitables, true, false, vm)?;
        EventLoop::run_until_complete_now(event_loop, gathering, vm)
    })?;
    for task in tasks {
        let future = task.future();
        if future.is_cancelled() {
            continue;
        }
        if let Some(exception) = future.take_exception() {
            let context = vm.ctx.new_dict();
            let message = vm.ctx.new_str("unhandled exception during asyncio.run() shutdown");
            context.set_item("message", message.into(), vm)?;
            context.set_item("exception", exception.into(), vm)?;
            context.set_item("task", task.into(), vm)?;
            EventLoop::call_exception_handler(event_loop, context.into(), vm)?;
        }
    }
    Ok(())
}

fn interrupted(vm: &VirtualMachine) -> PyBaseExceptionRef {
    vm.new_exception_empty(vm.ctx.exceptions.keyboard_interrupt.to_owned())
}

/// Where a runner is in its life (`runners._State`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Created,
    Initialized,
    Closed,
}

/// What a handler of SIGINT cancels, and where.
type LoopAndMain = (PyRef<EventLoop>, PyObjectRef);

/// `asyncio.Runner`.
#[pyclass(module = "asyncio.runners", name = "Runner", traverse = "manual")]
#[derive(PyPayload)]
pub(super) struct Runner {
    state: Cell<State>,
    debug: Cell<Option<bool>>,
    loop_factory: RefCell<Option<PyObjectRef>>,
    event_loop: RefCell<Option<PyRef<EventLoop>>>,
    context: RefCell<Option<PyObjectRef>>,
    /// Whether it has made its loop the current one.
    has_set_loop: Cell<bool>,
    /// How often Ctrl-C came in this call of `run`.
    interrupts: Rc<Cell<u32>>,
}

python_object!(Runner, holds: [loop_factory, event_loop, context]);

#[derive(rustpython_vm::FromArgs)]
pub(super) struct RunnerArgs {
    #[pyarg(named, optional)]
    debug: Option<PyObjectRef>,
    #[pyarg(named, optional)]
    loop_factory: Option<PyObjectRef>,
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct RunArgs {
    #[pyarg(any)]
    main: PyObjectRef,
    #[pyarg(named, optional)]
    debug: Option<PyObjectRef>,
    #[pyarg(named, optional)]
    loop_factory: Option<PyObjectRef>,
}

#[derive(rustpython_vm::FromArgs)]
pub(super) struct RunnerRunArgs {
    #[pyarg(any)]
    coro: PyObjectRef,
    #[pyarg(named, optional)]
    context: Option<PyObjectRef>,
}

/// `asyncio.run(main, *, debug=None, loop_factory=None)`.
///
/// # Errors
/// What main raises; what the shutdown raises; `RuntimeError` inside a running loop.
pub(super) fn run(args: RunArgs, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
    if event_loop::running_loop().is_some() {
        return Err(
            vm.new_runtime_error("asyncio.run() cannot be called from a running event loop")
        );
    }
    let runner = Runner::new(args.debug, args.loop_factory, vm)?;
    runner.lazy_init(vm)?;
    let result = runner.run_now(args.main, None, vm);
    if result.as_ref().is_err_and(|exception| budget::is_stop(exception, vm)) {
        runner.abandon(vm);
        return result;
    }
    match (result, runner.close_now(vm)) {
        (result, Ok(())) => result,
        (Err(first), Err(second)) => {
            if second.__context__().is_none() && !second.is(&first) {
                second.set_context(Some(first));
            }
            Err(second)
        }
        (Ok(_), Err(second)) => Err(second),
    }
}

impl Runner {
    fn new(
        debug: Option<PyObjectRef>,
        loop_factory: Option<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<Self> {
        let debug = debug
            .filter(|debug| !vm.is_none(debug))
            .map(|debug| debug.try_to_bool(vm))
            .transpose()?;
        Ok(Self {
            state: Cell::new(State::Created),
            debug: Cell::new(debug),
            loop_factory: RefCell::new(loop_factory.filter(|factory| !vm.is_none(factory))),
            event_loop: RefCell::default(),
            context: RefCell::default(),
            has_set_loop: Cell::new(false),
            interrupts: Rc::default(),
        })
    }

    fn lazy_init(&self, vm: &VirtualMachine) -> PyResult<PyRef<EventLoop>> {
        match self.state.get() {
            State::Closed => return Err(vm.new_runtime_error("Runner is closed")),
            State::Initialized => {}
            State::Created => {
                let factory = self.loop_factory.borrow().clone();
                let event_loop = match factory {
                    Some(factory) => event_loop::given_or_current(Some(factory.call((), vm)?), vm)?,
                    None => {
                        let event_loop = event_loop::new_event_loop(vm)?;
                        if !self.has_set_loop.replace(true) {
                            let current = Some(event_loop.clone().into());
                            event_loop::set_event_loop_of_policy(current, vm)?;
                        }
                        event_loop
                    }
                };
                if let Some(debug) = self.debug.get() {
                    event_loop.set_debug_mode(debug);
                }
                self.context.replace(Some(event_loop.copy_context(vm)?));
                self.event_loop.replace(Some(event_loop));
                self.state.set(State::Initialized);
            }
        }
        Ok(self.event_loop.borrow().clone().expect("initialized"))
    }

    fn run_now(
        &self,
        main: PyObjectRef,
        context: Option<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<PyObjectRef> {
        if !task::is_coroutine(&main, vm)? {
            let text = main.repr(vm)?.to_string_lossy().into_owned();
            return Err(vm.new_value_error(format!("a coroutine was expected, got {text}")));
        }
        if event_loop::running_loop().is_some() {
            return Err(
                vm.new_runtime_error("Runner.run() cannot be called from a running event loop")
            );
        }
        let event_loop = self.lazy_init(vm)?;
        let context = context
            .filter(|context| !vm.is_none(context))
            .or_else(|| self.context.borrow().clone());
        let task = EventLoop::create_task_of(&event_loop, main, None, context, vm)?;
        self.interrupts.set(0);
        let running = Rc::new(RefCell::new(Some((event_loop.clone(), task.clone()))));
        let handler = self.on_sigint(&running, vm);
        interrupt::install(&handler);
        let result = EventLoop::run_until_complete_now(&event_loop, task.clone(), vm);
        interrupt::uninstall(&handler);
        let no_longer = running.take();
        drop(no_longer);
        match result {
            Err(cancelled)
                if self.interrupts.get() > 0 && exceptions::is_cancelled(&cancelled, vm) =>
            {
                let uncancel = vm.get_attribute_opt(&task, "uncancel")?;
                let left = uncancel.map(|uncancel| uncancel.call((), vm)).transpose()?;
                if !left
                    .is_some_and(|left| left.try_into_value::<u32>(vm).is_ok_and(|left| left == 0))
                {
                    return Err(cancelled);
                }
                let exception = interrupted(vm);
                exception.set_context(Some(cancelled));
                Err(exception)
            }
            result => result,
        }
    }

    /// The handler of SIGINT while `main` runs: it cancels `main`, and when it comes again gives up (`Runner._on_sigint`). It holds
    /// nothing by itself: what a native function has captured is never let go of.
    fn on_sigint(
        &self,
        running: &Rc<RefCell<Option<LoopAndMain>>>,
        vm: &VirtualMachine,
    ) -> PyObjectRef {
        fn nothing(_: &PyObject, _: &VirtualMachine) -> PyResult<()> {
            Ok(())
        }
        let (interrupts, running) = (self.interrupts.clone(), running.clone());
        let handler = move |_: FuncArgs, vm: &VirtualMachine| -> PyResult<()> {
            let Some((event_loop, main)) = running.borrow().clone() else {
                return Err(interrupted(vm));
            };
            interrupts.set(interrupts.get() + 1);
            let done = as_future(&main).is_some_and(|main| main.is_done());
            if interrupts.get() > 1 || done {
                return Err(interrupted(vm));
            }
            task::cancel(&main, None, CancelSource::Interrupt, vm)?;
            // Wakes the loop, as the library does: it costs a turn.
            let target = vm.ctx.none();
            let wake = Handle::of(&event_loop, Call::Native { run: nothing, target });
            event_loop.push(Work::Handle(wake.into_ref(&vm.ctx)));
            Ok(())
        };
        vm.new_function("_on_sigint", handler).into()
    }

    fn close_now(&self, vm: &VirtualMachine) -> PyResult<()> {
        if self.state.get() != State::Initialized {
            return Ok(());
        }
        let event_loop = self.event_loop.borrow().clone().expect("initialized");
        let shut_down = || -> PyResult<()> {
            cancel_all_tasks(&event_loop, vm)?;
            for method in ["shutdown_asyncgens", "shutdown_default_executor"] {
                let closing = vm.call_method(event_loop.as_object(), method, ())?;
                task::of_the_library(|| {
                    EventLoop::run_until_complete_now(&event_loop, closing, vm)
                })?;
            }
            Ok(())
        };
        let result = shut_down();
        self.abandon(vm);
        result
    }

    /// Closes the loop without further ado.
    fn abandon(&self, vm: &VirtualMachine) {
        if self.has_set_loop.get() {
            let _ = event_loop::set_event_loop_of_policy(None, vm);
        }
        if let Some(event_loop) = self.event_loop.take() {
            let _ = vm.call_method(event_loop.as_object(), "close", ());
        }
        self.state.set(State::Closed);
    }
}

impl Constructor for Runner {
    type Args = FuncArgs;

    fn py_new(_class: &Py<PyType>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult<Self> {
        Self::new(None, None, vm)
    }
}

impl Initializer for Runner {
    type Args = FuncArgs;

    fn init(zelf: &Py<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
        let signature = "Runner.__init__(self, *, debug=, loop_factory=)";
        let args: RunnerArgs = init_args(zelf.as_object(), signature, args, vm)?;
        let given = Self::new(args.debug, args.loop_factory, vm)?;
        zelf.debug.set(given.debug.get());
        zelf.loop_factory.swap(&given.loop_factory);
        Ok(())
    }
}

#[pyclass(flags(BASETYPE, HAS_DICT, HAS_WEAKREF), with(Constructor, Initializer))]
impl Runner {
    #[pymethod]
    fn run(zelf: &Py<Self>, args: RunnerRunArgs, vm: &VirtualMachine) -> PyResult {
        zelf.run_now(args.coro, args.context, vm)
    }

    #[pymethod]
    fn get_loop(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyRef<EventLoop>> {
        zelf.lazy_init(vm)
    }

    #[pymethod]
    fn close(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        zelf.close_now(vm)
    }

    #[pymethod]
    fn __enter__(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyResult<PyRef<Self>> {
        zelf.lazy_init(vm)?;
        Ok(zelf)
    }

    #[pymethod]
    fn __exit__(zelf: &Py<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
        let stopped = super::timeouts::body_error(&args)
            .is_some_and(|exception| budget::is_stop(&exception, vm));
        if stopped {
            zelf.abandon(vm);
            return Ok(());
        }
        zelf.close_now(vm)
    }
}

/// Whether the object is a future (`asyncio.isfuture`).
pub(super) fn isfuture(obj: &PyObject, vm: &VirtualMachine) -> PyResult<bool> {
    if as_future(obj).is_some() {
        return Ok(true);
    }
    // The class must have it too: a mock has every attribute.
    let class = obj.get_attr("__class__", vm)?;
    if vm.get_attribute_opt(&class, "_asyncio_future_blocking")?.is_none() {
        return Ok(false);
    }
    let blocking = vm.get_attribute_opt(obj, "_asyncio_future_blocking")?;
    Ok(blocking.is_some_and(|blocking| !vm.is_none(&blocking)))
}
