//! The [`Engine`]: runs a program from its text to its exit status, as `python FILE.py` does.
//! Knows no library but the list of models that a virtual machine is built with.

use std::{cell::RefCell, rc::Rc};

use espalier_kernel::{Intervention, Limits};
use espalier_trace::{Budget, Event, Program, Stream};
use rustpython_vm::{
    AsObject, Interpreter, PyObjectRef, PyResult, Settings, VirtualMachine,
    builtins::PyBaseExceptionRef, class::PyClassImpl, compiler::Mode,
};

use crate::{
    anyio, async_for, asyncio, budget,
    coroutine::RustCoroutine,
    curio, exception_groups, fastapi, finalization, garbage, hand, interrupt, lines, messages,
    names, session,
    session::kernel,
    sets,
    stdio::{self, HostStream},
    stdlib, threads, time, trio,
};

/// What to run.
#[derive(Debug, Clone)]
pub struct Request {
    /// The program.
    pub program: Program,
    /// Chooses among the orders that a library leaves open; `None` for the default order.
    pub seed: Option<u64>,
    /// How much the run may use.
    pub limits: Limits,
    /// Whether events are wanted.
    pub record: bool,
    /// What the reader changes.
    pub interventions: Vec<Intervention>,
}

/// Hears what a run prints, and its events.
pub trait Host {
    /// The program printed.
    fn printed(&mut self, stream: Stream, text: &str);
    /// Some events happened, in order; all of them have been told when [`Engine::run`] returns.
    fn events(&mut self, events: &[Event]);
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Python's exit status: 1 after an uncaught exception, 2 if the program does not parse, 3 if a limit ended the run,
    /// 130 after a Ctrl-C that nobody caught.
    pub exit_code: i32,
}

/// Runs programs, one at a time. Each gets a virtual machine of its own.
#[derive(Default)]
pub struct Engine {
    /// The next run's virtual machine. At one address until every object is gone: futures of the models point to it.
    spare: Option<Box<Interpreter>>,
    forgetful: bool,
}

/// The host, shared between what prints and what records.
pub(crate) type SharedHost = Rc<RefCell<Box<dyn Host>>>;

/// What most programs import, and what an error needs that nobody catches. Loaded ahead of time it costs a run nothing.
const LIKELY_IMPORTS: [&str; 3] = ["asyncio", "trio", "traceback"];

/// Libraries that only their own programs find loaded, with what such a program loads sooner or later: loading one may change
/// what others do (curio gives `threading` threads of its own). One that stands on another comes first.
const LIBRARIES: [(&str, &[&str]); 3] = [
    (
        "fastapi",
        &[
            "fastapi",
            "httpx",
            "asgi_lifespan",
            "anyio.streams.memory",
            "anyio._backends._asyncio",
            "_espalier_rewrite",
        ],
    ),
    ("curio", &["curio"]),
    (
        "anyio",
        &[
            "anyio._core._synchronization",
            "anyio.streams.memory",
            "anyio.to_thread",
            "anyio._backends._asyncio",
            "anyio._backends._trio",
            "_espalier_rewrite",
        ],
    ),
];

thread_local! {
    static HOST: RefCell<Option<SharedHost>> = const { RefCell::new(None) };
}

/// Tells the host what was printed.
pub(crate) fn tell_host(stream: Stream, text: &str) {
    let host = HOST.with_borrow(Clone::clone);
    if let Some(host) = host {
        host.borrow_mut().printed(stream, text);
    }
}

impl Engine {
    /// An engine that has prepared nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Leaves the virtual machine of each run as it is in memory, instead of taking it apart: for a process that ends after a
    /// run, or whose memory is put back.
    pub fn forget_machines(&mut self) {
        self.forgetful = true;
    }

    /// Builds the next run's virtual machine ahead of time, with what a program is likely to import.
    pub fn prepare(&mut self) {
        self.spare.get_or_insert_with(|| {
            let interpreter = new_interpreter();
            load(&interpreter, &LIKELY_IMPORTS);
            interpreter
        });
    }

    /// The libraries that [`Engine::prepare_for`] knows. A program that imports several is prepared for the first of them.
    pub fn libraries() -> impl Iterator<Item = &'static str> {
        LIBRARIES.iter().map(|(library, _)| *library)
    }

    /// Prepares the next run's virtual machine for a program that imports this library.
    pub fn prepare_for(&mut self, library: &str) {
        self.prepare();
        let modules = LIBRARIES.iter().find(|(known, _)| *known == library);
        if let (Some(interpreter), Some((_, modules))) = (&self.spare, modules) {
            load(interpreter, modules);
        }
    }

    /// Runs a program to its end.
    pub fn run(&mut self, request: &Request, host: Box<dyn Host>) -> Report {
        let interpreter = self.spare.take().unwrap_or_else(new_interpreter);
        let host = Rc::new(RefCell::new(host));
        HOST.set(Some(host.clone()));
        session::begin(request.limits, request.seed, host, request.record);
        session::kernel(|kernel| kernel.intervene(request.interventions.clone()));
        lines::set_program(&request.program.name);
        names::cancellations(CANCELLATIONS);
        let exit_code = interpreter.enter(|vm| {
            // What is there before the program is nobody's garbage: the collector need not look at it each time.
            vm.state.gc.freeze();
            run_program(request, vm)
        });
        threads::end();
        hand::end();
        interrupt::end();
        sets::end();
        if self.forgetful {
            std::mem::forget(interpreter);
        } else {
            drop(interpreter);
        }
        session::end();
        HOST.set(None);
        Report { exit_code }
    }
}

/// What each library's cancellation is.
const CANCELLATIONS: &[names::IsCancellation] = &[
    asyncio::is_cancelled,
    |exception, vm| trio::is_cancelled(exception, vm),
    curio::is_cancelled,
];

/// A virtual machine that has all that a program meets, and has run nothing.
fn new_interpreter() -> Box<Interpreter> {
    let mut settings = Settings::default();
    settings.install_signal_handlers = false;
    settings.hash_seed = Some(0);
    settings.import_site = false;
    let builder = Interpreter::builder(settings);
    // Classes that no module lists.
    drop(RustCoroutine::make_static_type());
    drop(HostStream::make_static_type());
    let mut natives = rustpython_stdlib::stdlib_module_defs(&builder.ctx);
    natives.retain(|module| module.name.as_str() != "_asyncio");
    natives.extend(asyncio::module_defs(&builder.ctx));
    natives.extend(trio::module_defs(&builder.ctx));
    natives.extend(anyio::module_defs(&builder.ctx));
    natives.extend(curio::module_defs(&builder.ctx));
    natives.extend(fastapi::module_defs(&builder.ctx));
    natives.push(threads::module_def(&builder.ctx));
    natives.push(interrupt::module_def(&builder.ctx));
    let builder = builder.add_native_modules(&natives).add_frozen_modules(stdlib::frozen());
    let interpreter = Box::new(builder.build());
    interpreter.enter(|vm| {
        let installed = stdio::install(vm)
            .and_then(|()| time::install(vm))
            .and_then(|()| stdlib::install(vm))
            .and_then(|()| messages::install(vm))
            .map(|()| sets::install(vm))
            .and_then(|()| async_for::install(vm))
            .and_then(|()| garbage::install(vm))
            .and_then(|()| interrupt::install_interrupt_main(vm))
            .and_then(|()| exception_groups::install(vm))
            .and_then(|()| budget::watch(vm));
        vm.expect_pyresult(installed, "a fresh virtual machine takes what belongs to it");
    });
    interpreter
}

/// Imports modules of ours.
fn load(interpreter: &Interpreter, modules: &[&'static str]) {
    interpreter.enter(|vm| {
        for module in modules {
            let imported = vm.import(*module, 0);
            vm.expect_pyresult(imported, "a module of ours is there");
        }
    });
}

/// Runs the program in a fresh virtual machine; returns the exit status.
fn run_program(request: &Request, vm: &VirtualMachine) -> i32 {
    vm.recursion_limit.set(request.limits.recursion);
    let program = &request.program;
    let (mut exit_code, mut exception) = match compile_and_run(program, vm) {
        Ok(()) => (0, None),
        Err(Failure::Syntax(exception)) => {
            show_exception(&exception, vm);
            (2, Some(exception))
        }
        Err(Failure::Raised(exception)) => exit_status(exception, vm),
    };
    if !is_stopped()
        && let Err(error) = threads::finish(vm)
    {
        (exit_code, exception) = exit_status(error, vm);
    }
    flush(vm);
    let id = exception.map(|exception| names::number(&exception, None, None, vm));
    // A run that was stopped has nothing more to say.
    if !is_stopped() {
        finalization::finalize(vm);
        flush(vm);
        if is_stopped() {
            (exit_code, _) = exit_status(budget::stop(vm), vm);
        }
    }
    kernel(|kernel| kernel.run_ended(exit_code, id));
    exit_code
}

/// Whether a limit or a deadlock has ended the run.
fn is_stopped() -> bool {
    kernel(|kernel| kernel.is_stopped())
}

/// Lets what the program has printed reach the host.
fn flush(vm: &VirtualMachine) {
    for name in ["stdout", "stderr"] {
        if let Ok(stream) = vm.sys_module.get_attr(name, vm) {
            let _ = vm.call_method(&stream, "flush", ());
        }
    }
}

enum Failure {
    Syntax(PyBaseExceptionRef),
    Raised(PyBaseExceptionRef),
}

fn compile_and_run(program: &Program, vm: &VirtualMachine) -> Result<(), Failure> {
    let code = vm
        .compile(&program.source, Mode::Exec, program.name.clone())
        .map_err(|error| Failure::Syntax(error.into_pyexception(vm, Some(&program.source))))?;
    let scope = vm.new_scope_with_main().map_err(Failure::Raised)?;
    prepare_main(program, vm).map_err(Failure::Raised)?;
    let dunder_file = vm.ctx.new_str(program.name.clone());
    scope.globals.set_item("__file__", dunder_file.into(), vm).map_err(Failure::Raised)?;
    let argv = vm.ctx.new_list(vec![vm.ctx.new_str(program.name.clone()).into()]);
    vm.sys_module.set_attr("argv", PyObjectRef::from(argv), vm).map_err(Failure::Raised)?;
    budget::watch_calls(&code, vm).map_err(Failure::Raised)?;
    vm.run_code_obj(code, scope).map(drop).map_err(Failure::Raised)
}

/// What Python does with an exception that leaves the program: its exit status, and the traceback on standard error.
fn exit_status(
    exception: PyBaseExceptionRef,
    vm: &VirtualMachine,
) -> (i32, Option<PyBaseExceptionRef>) {
    if budget::is_stop(&exception, vm) {
        let exceeded = kernel(|kernel| kernel.exceeded().map(ToString::to_string));
        // A deadlock is no limit: the exception itself says what it is.
        let said = || exception.as_object().str(vm).map(|text| text.to_string_lossy().into_owned());
        let message = exceeded.unwrap_or_else(|| said().unwrap_or_default());
        tell_host(Stream::Stderr, &format!("espalier: {message}\n"));
        return (3, None);
    }
    if exception.fast_isinstance(vm.ctx.exceptions.system_exit) {
        let code = exception.as_object().get_attr("code", vm).unwrap_or_else(|_| vm.ctx.none());
        if vm.is_none(&code) {
            return (0, None);
        }
        if let Ok(code) = code.clone().try_into_value::<i32>(vm) {
            return (code & 0xff, None);
        }
        let text = code.str(vm).map(|text| text.to_string_lossy().into_owned()).unwrap_or_default();
        stdio::write_stderr(vm, &format!("{text}\n"));
        return (1, None);
    }
    if exception.fast_isinstance(vm.ctx.exceptions.recursion_error) {
        // Python's own limit, which a program may handle; it ends the run only by leaving the program.
        let limit = vm.recursion_limit.get();
        kernel(|kernel| {
            kernel.exceed(Budget::Recursion, limit as u64);
            kernel.record_exceeded();
        });
    }
    show_exception(&exception, vm);
    // Python ends itself by SIGINT then, which a shell shows as 128 and the signal's number.
    let interrupted = exception.fast_isinstance(vm.ctx.exceptions.keyboard_interrupt);
    (if interrupted { 130 } else { 1 }, Some(exception))
}

/// Writes the traceback as Python does, groups included.
fn show_exception(exception: &PyBaseExceptionRef, vm: &VirtualMachine) {
    // More room than the program had: it may have failed for want of it.
    let depth = vm.recursion_limit.get();
    vm.recursion_limit.set(depth + 200);
    if let Err(error) = show_with_traceback_module(exception, vm) {
        let mut text = String::new();
        let shown = vm.write_exception(&mut text, exception).is_ok()
            || vm.write_exception(&mut text, &error).is_ok();
        if shown {
            stdio::write_stderr(vm, &text);
        }
    }
    vm.recursion_limit.set(depth);
}

fn show_with_traceback_module(exception: &PyBaseExceptionRef, vm: &VirtualMachine) -> PyResult<()> {
    let traceback = vm.import("traceback", 0)?;
    vm.call_method(&traceback, "print_exception", (exception.clone(),))?;
    Ok(())
}

/// Gives `__main__` what Python gives it (`lib/_espalier_program.py`).
fn prepare_main(program: &Program, vm: &VirtualMachine) -> PyResult<()> {
    let main = vm.sys_module.get_attr("modules", vm)?.get_item("__main__", vm)?;
    let surroundings = vm.import("_espalier_program", 0)?;
    vm.call_method(&surroundings, "install", (main, program.source.clone()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keeps what was printed and what happened.
    #[derive(Clone, Default)]
    struct Kept(Rc<RefCell<(String, Vec<Event>)>>);

    impl Host for Kept {
        fn printed(&mut self, _stream: Stream, text: &str) {
            self.0.borrow_mut().0.push_str(text);
        }

        fn events(&mut self, events: &[Event]) {
            self.0.borrow_mut().1.extend_from_slice(events);
        }
    }

    fn run(engine: &mut Engine, source: &str) -> (i32, String, Vec<Event>) {
        let program = Program { name: "program.py".into(), source: source.into() };
        let request = Request {
            program,
            seed: None,
            limits: Limits::default(),
            record: true,
            interventions: Vec::new(),
        };
        let kept = Kept::default();
        let report = engine.run(&request, Box::new(kept.clone()));
        let (printed, events) = kept.0.take();
        (report.exit_code, printed, events)
    }

    const PROGRAM: &str = "\
import asyncio, time
async def child():
    await asyncio.sleep(1)
    raise ValueError('x')
async def main():
    asyncio.create_task(child())
    await asyncio.sleep(2)
    print(time.monotonic())
asyncio.run(main())
";

    #[test]
    fn a_run_in_a_prepared_machine_is_the_run_in_a_fresh_one_and_leaves_nothing_behind() {
        let mut engine = Engine::new();
        let fresh = run(&mut engine, PROGRAM);
        engine.prepare();
        run(&mut engine, "import asyncio, time\\nasyncio.sleep = time.sleep = None\\n");
        engine.prepare();
        assert_eq!(run(&mut engine, PROGRAM), fresh);
        assert!(fresh.1.ends_with("2.0\n"), "{}", fresh.1);
    }
}
