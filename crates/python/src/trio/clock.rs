//! Clocks: the virtual one that every run has unless the program brings another, and `trio.testing.MockClock`, which is
//! the same one in the program's hands. Knows the kernel's clock, not the loop.
//!
//! Rules: `trio/_core/_mock_clock.py`; class `Clock` in `trio/_abc.py`.

use std::cell::{Cell, RefCell};

use espalier_kernel::Seconds;
use rustpython_vm::{
    AsObject, Py, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::PyType,
    function::{FuncArgs, OptionalArg},
    pyclass,
    types::{Constructor, Representable},
};

use super::{exceptions::instant, opaque_debug, runner};
use crate::{session::kernel, signatures::init_args};

/// The clock of a run.
pub(super) struct Clock {
    object: PyObjectRef,
    mock: Option<PyRef<MockClock>>,
}

impl Clock {
    /// The clock given to `trio.run`, or one that jumps whenever every task waits.
    pub(super) fn new(given: Option<PyObjectRef>, vm: &VirtualMachine) -> Self {
        let object = given.unwrap_or_else(|| MockClock::with(0.0, 0.0).into_ref(&vm.ctx).into());
        let mock = object.downcast_ref::<MockClock>().map(Py::to_owned);
        Self { object, mock }
    }

    pub(super) fn object(&self) -> &PyObjectRef {
        &self.object
    }

    /// The run begins: the program's time is this clock's.
    pub(super) fn start(&self, vm: &VirtualMachine) -> PyResult<()> {
        match &self.mock {
            Some(mock) => {
                kernel(|kernel| kernel.advance_to(instant(mock.virtual_base.get())));
                Ok(())
            }
            None => vm.call_method(&self.object, "start_clock", ()).map(drop),
        }
    }

    pub(super) fn current_time(&self, vm: &VirtualMachine) -> PyResult<f64> {
        if self.mock.is_some() {
            return Ok(kernel(|kernel| kernel.now().get()));
        }
        Ok(vm.call_method(&self.object, "current_time", ())?.try_float(vm)?.to_f64())
    }

    /// How long to wait in real seconds; a mock clock that stands still never gets there by waiting.
    pub(super) fn deadline_to_sleep_time(
        &self,
        deadline: Seconds,
        vm: &VirtualMachine,
    ) -> PyResult<f64> {
        let Some(mock) = &self.mock else {
            let deadline = vm.ctx.new_float(deadline.get());
            return Ok(vm
                .call_method(&self.object, "deadline_to_sleep_time", (deadline,))?
                .try_float(vm)?
                .to_f64());
        };
        let timeout = deadline.get() - self.current_time(vm)?;
        Ok(if timeout <= 0.0 {
            0.0
        } else if mock.rate.get() > 0.0 {
            timeout / mock.rate.get()
        } else {
            999_999_999.0
        })
    }

    pub(super) fn autojump_threshold(&self) -> f64 {
        self.mock.as_ref().map_or(f64::INFINITY, |mock| mock.autojump_threshold.get())
    }

    /// Moves time, as `MockClock.jump` does.
    pub(super) fn jump(&self, seconds: f64) {
        if let Some(mock) = &self.mock {
            mock.move_by(seconds, true);
        }
    }

    /// Lets `timeout` real seconds pass in no time; false if they would not bring the clock anywhere.
    pub(super) fn sleep(&self, timeout: f64) -> bool {
        match &self.mock {
            Some(mock) if mock.rate.get() > 0.0 => mock.move_by(timeout * mock.rate.get(), true),
            Some(_) => return false,
            None => kernel(|kernel| kernel.advance_to(instant(kernel.now().get() + timeout))),
        }
        true
    }
}

/// A clock that the program controls.
#[pyclass(module = "trio.testing", name = "MockClock")]
#[derive(PyPayload)]
pub(super) struct MockClock {
    /// When the real clock said `real_base`, this one said `virtual_base`.
    virtual_base: Cell<f64>,
    real_base: Cell<f64>,
    /// The real clock, if the program has put another in its place.
    real_clock: RefCell<Option<PyObjectRef>>,
    rate: Cell<f64>,
    autojump_threshold: Cell<f64>,
}

opaque_debug!(MockClock);

#[derive(rustpython_vm::FromArgs)]
pub(super) struct MockClockArgs {
    #[pyarg(any, optional)]
    rate: OptionalArg<PyObjectRef>,
    #[pyarg(any, optional)]
    autojump_threshold: OptionalArg<PyObjectRef>,
}

impl Constructor for MockClock {
    type Args = FuncArgs;

    fn py_new(class: &Py<PyType>, args: FuncArgs, vm: &VirtualMachine) -> PyResult<Self> {
        let args: MockClockArgs = init_args(
            class.as_object(),
            "MockClock.__init__(self, rate=, autojump_threshold=)",
            args,
            vm,
        )?;
        let float = |object: OptionalArg<PyObjectRef>, default: f64| -> PyResult<f64> {
            object.into_option().map_or(Ok(default), |object| Ok(object.try_float(vm)?.to_f64()))
        };
        let rate = float(args.rate, 0.0)?;
        if rate < 0.0 {
            return Err(vm.new_value_error("rate must be >= 0"));
        }
        Ok(Self::with(rate, float(args.autojump_threshold, f64::INFINITY)?))
    }
}

impl MockClock {
    fn with(rate: f64, autojump_threshold: f64) -> Self {
        Self {
            virtual_base: Cell::new(0.0),
            real_base: Cell::new(kernel(|kernel| kernel.now().get())),
            real_clock: RefCell::default(),
            rate: Cell::new(rate),
            autojump_threshold: Cell::new(autojump_threshold),
        }
    }

    fn is_active(zelf: &Py<Self>, vm: &VirtualMachine) -> bool {
        runner::current(vm).is_ok_and(|runner| runner.clock.object().is(zelf))
    }

    /// `_real_clock`: virtual time is real to the program.
    fn real(&self, vm: &VirtualMachine) -> PyResult<f64> {
        let clock = self.real_clock.borrow().clone();
        match clock {
            Some(clock) => Ok(clock.call((), vm)?.try_float(vm)?.to_f64()),
            None => Ok(kernel(|kernel| kernel.now().get())),
        }
    }

    fn time(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<f64> {
        if Self::is_active(zelf, vm) {
            return Ok(kernel(|kernel| kernel.now().get()));
        }
        let passed = zelf.real(vm)? - zelf.real_base.get();
        Ok(zelf.virtual_base.get() + zelf.rate.get() * passed)
    }

    fn move_by(&self, seconds: f64, active: bool) {
        if active {
            kernel(|kernel| kernel.advance_to(instant(kernel.now().get() + seconds)));
            self.virtual_base.set(kernel(|kernel| kernel.now().get()));
        } else {
            self.virtual_base.set(self.virtual_base.get() + seconds);
        }
    }
}

#[pyclass(flags(BASETYPE, HAS_WEAKREF, HAS_DICT), with(Constructor, Representable))]
impl MockClock {
    #[pygetset]
    fn rate(zelf: &Py<Self>) -> f64 {
        zelf.rate.get()
    }

    #[pygetset(setter)]
    fn set_rate(zelf: &Py<Self>, rate: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        let rate = rate.try_float(vm)?.to_f64();
        if rate < 0.0 {
            return Err(vm.new_value_error("rate must be >= 0"));
        }
        if !Self::is_active(zelf, vm) {
            zelf.virtual_base.set(Self::time(zelf, vm)?);
            zelf.real_base.set(zelf.real(vm)?);
        }
        zelf.rate.set(rate);
        Ok(())
    }

    #[pygetset]
    fn autojump_threshold(zelf: &Py<Self>) -> f64 {
        zelf.autojump_threshold.get()
    }

    #[pygetset(setter)]
    fn set_autojump_threshold(
        zelf: &Py<Self>,
        threshold: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        zelf.autojump_threshold.set(threshold.try_float(vm)?.to_f64());
        Ok(())
    }

    #[pygetset(setter)]
    fn set__real_clock(zelf: &Py<Self>, clock: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        let old = zelf.real_clock.replace(Some(clock));
        drop(old);
        zelf.real_base.set(zelf.real(vm)?);
        Ok(())
    }

    #[pygetset]
    fn _real_clock(zelf: &Py<Self>) -> Option<PyObjectRef> {
        zelf.real_clock.borrow().clone()
    }

    #[pymethod]
    fn start_clock(_zelf: &Py<Self>) {}

    #[pymethod]
    fn current_time(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyResult<f64> {
        Self::time(&zelf, vm)
    }

    #[pymethod]
    fn deadline_to_sleep_time(
        zelf: PyRef<Self>,
        deadline: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<f64> {
        let timeout = deadline.try_float(vm)?.to_f64() - Self::time(&zelf, vm)?;
        Ok(if timeout <= 0.0 {
            0.0
        } else if zelf.rate.get() > 0.0 {
            timeout / zelf.rate.get()
        } else {
            999_999_999.0
        })
    }

    #[pymethod]
    fn jump(zelf: PyRef<Self>, seconds: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        crate::lines::touch();
        let seconds = seconds.try_float(vm)?.to_f64();
        if seconds < 0.0 {
            return Err(vm.new_value_error("time can't go backwards"));
        }
        let active = Self::is_active(&zelf, vm);
        zelf.move_by(seconds, active);
        Ok(())
    }
}

impl Representable for MockClock {
    fn repr_str(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<String> {
        let rate = vm.ctx.new_float(zelf.rate.get()).as_object().repr(vm)?;
        let time = Self::time(zelf, vm)?;
        Ok(format!(
            "<MockClock, time={time:.7}, rate={} @ {:#x}>",
            rate.to_string_lossy(),
            crate::addresses::stand_in(zelf.get_id() as u64)
        ))
    }
}
