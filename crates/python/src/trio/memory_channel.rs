//! Memory channels. Knows tasks, traps and the runner.
//!
//! Rules: `trio/_channel.py`; "Using channels to pass values between tasks" in trio's reference.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, VecDeque},
    rc::Rc,
};

use espalier_trace::{ResourceKind, WaitOn};
use rustpython_vm::{
    AsObject, Py, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    builtins::{PyInt, PyTupleRef, PyTypeRef},
    function::FuncArgs,
    pyclass,
    types::Representable,
};

use super::{
    exceptions::{
        self, BrokenResourceError, CancelReason, ClosedResourceError, EndOfChannel, WouldBlock,
    },
    next_key, opaque_debug, runner, shim,
    sync::Resource,
    task::Task,
    traps::{
        Abort, cancel_shielded_checkpoint, checkpoint, checkpoint_if_cancelled,
        wait_task_rescheduled,
    },
};
use crate::{
    coroutine::{RustCoroutine, Vm},
    lines,
    signatures::init_args,
};

/// What the ends of a channel share.
struct MemoryChannelState {
    /// As the program gave it: an integer or infinity.
    max_buffer_size: PyObjectRef,
    room: f64,
    data: RefCell<VecDeque<PyObjectRef>>,
    open_send_channels: Cell<usize>,
    open_receive_channels: Cell<usize>,
    send_tasks: RefCell<BTreeMap<u64, (PyRef<Task>, PyObjectRef)>>,
    receive_tasks: RefCell<BTreeMap<u64, PyRef<Task>>>,
    peak_buffer_used: Cell<usize>,
    resource: Resource,
}

impl MemoryChannelState {
    fn statistics(&self, vm: &VirtualMachine) -> PyResult {
        let count = |count: usize| -> PyObjectRef { vm.ctx.new_int(count).into() };
        let fields = vec![
            count(self.data.borrow().len()),
            self.max_buffer_size.clone(),
            count(self.open_send_channels.get()),
            count(self.open_receive_channels.get()),
            count(self.send_tasks.borrow().len()),
            count(self.receive_tasks.borrow().len()),
            count(self.peak_buffer_used.get()),
        ];
        shim::record("MemoryChannelStatistics", fields, vm)
    }
}

#[derive(rustpython_vm::FromArgs)]
struct OpenArgs {
    #[pyarg(any)]
    max_buffer_size: PyObjectRef,
}

/// `trio.open_memory_channel`.
pub(super) fn open_memory_channel(args: FuncArgs, vm: &VirtualMachine) -> PyResult<PyTupleRef> {
    // A class in trio, for the sake of its types.
    let signature = "open_memory_channel.__new__(cls, max_buffer_size)";
    let args: OpenArgs = init_args(&vm.ctx.none(), signature, args, vm)?;
    let size = args.max_buffer_size;
    let is_int = size.downcast_ref::<PyInt>().is_some();
    let float = size.try_float(vm).map(|size| size.to_f64());
    if !is_int && !matches!(float, Ok(f64::INFINITY)) {
        return Err(vm.new_type_error("max_buffer_size must be an integer or math.inf"));
    }
    let room = float?;
    if room < 0.0 {
        return Err(vm.new_value_error("max_buffer_size must be >= 0"));
    }
    let state = Rc::new(MemoryChannelState {
        max_buffer_size: size,
        room,
        data: RefCell::default(),
        open_send_channels: Cell::new(0),
        open_receive_channels: Cell::new(0),
        send_tasks: RefCell::default(),
        receive_tasks: RefCell::default(),
        peak_buffer_used: Cell::new(0),
        resource: Resource::default(),
    });
    let send = MemorySendChannel::create(state.clone(), vm);
    let receive = MemoryReceiveChannel::create(state, vm);
    Ok(vm.new_tuple((send, receive)))
}

/// An end on which values are sent.
#[pyclass(module = "trio", name = "MemorySendChannel")]
#[derive(PyPayload)]
pub(super) struct MemorySendChannel {
    state: Rc<MemoryChannelState>,
    closed: Cell<bool>,
    /// The tasks that wait on this very end, by their places in the state's line.
    tasks: RefCell<BTreeMap<u64, PyRef<Task>>>,
}

opaque_debug!(MemorySendChannel);

impl MemorySendChannel {
    fn create(state: Rc<MemoryChannelState>, vm: &VirtualMachine) -> PyRef<Self> {
        state.open_send_channels.set(state.open_send_channels.get() + 1);
        Self { state, closed: Cell::new(false), tasks: RefCell::default() }.into_ref(&vm.ctx)
    }

    /// `send_nowait`, except that a full channel is no error: then the value comes back.
    fn try_send(&self, value: PyObjectRef, vm: &VirtualMachine) -> PyResult<Option<PyObjectRef>> {
        if self.closed.get() {
            return Err(exceptions::bare(ClosedResourceError::class(&vm.ctx), vm));
        }
        let state = &self.state;
        if state.open_receive_channels.get() == 0 {
            return Err(exceptions::bare(BrokenResourceError::class(&vm.ctx), vm));
        }
        let receiver = state.receive_tasks.borrow_mut().pop_first();
        if let Some((key, task)) = receiver {
            MemoryReceiveChannel::forget(&task, key);
            state.resource.signalled(ResourceKind::Channel, "send");
            runner::current(vm)?.reschedule(&task, Ok(value), vm)?;
            return Ok(None);
        }
        let used = state.data.borrow().len();
        if (used as f64) < state.room {
            state.resource.signalled(ResourceKind::Channel, "send");
            state.data.borrow_mut().push_back(value);
            state.peak_buffer_used.set(state.peak_buffer_used.get().max(used + 1));
            return Ok(None);
        }
        Ok(Some(value))
    }

    async fn send_value(vm: Vm, zelf: PyRef<Self>, value: PyObjectRef) -> PyResult {
        checkpoint_if_cancelled(vm).await?;
        let Some(value) = zelf.try_send(value, &vm)? else {
            return cancel_shielded_checkpoint(vm).await.map(|()| vm.ctx.none());
        };
        let task = runner::current_task(&vm)?;
        let key = next_key();
        zelf.tasks.borrow_mut().insert(key, task.clone());
        zelf.state.send_tasks.borrow_mut().insert(key, (task.clone(), value));
        let old = task.custom_sleep_data.replace(Some(zelf.clone().into()));
        drop(old);
        drop(task);
        let wait = zelf.state.resource.wait(WaitOn::Channel, "MemorySendChannel.send");
        let abort = move |_: &Rc<CancelReason>, _: &VirtualMachine| {
            let task = zelf.tasks.borrow_mut().remove(&key);
            let waiting = zelf.state.send_tasks.borrow_mut().remove(&key);
            drop((task, waiting));
            Ok(Abort::Succeeded)
        };
        wait_task_rescheduled(vm, wait, Box::new(abort)).await
    }

    /// A task that waited on an end has been served.
    fn forget(task: &Task, key: u64) {
        let channel = task.custom_sleep_data.borrow().clone();
        if let Some(channel) = channel.as_ref().and_then(|channel| channel.downcast_ref::<Self>()) {
            let task = channel.tasks.borrow_mut().remove(&key);
            drop(task);
        }
    }

    fn close_now(&self, vm: &VirtualMachine) -> PyResult<()> {
        if self.closed.replace(true) {
            return Ok(());
        }
        let state = &self.state;
        state.resource.signalled(ResourceKind::Channel, "close");
        for (key, task) in self.tasks.take() {
            let waiting = state.send_tasks.borrow_mut().remove(&key);
            drop(waiting);
            let error = exceptions::bare(ClosedResourceError::class(&vm.ctx), vm);
            runner::current(vm)?.reschedule(&task, Err(error), vm)?;
        }
        state.open_send_channels.set(state.open_send_channels.get() - 1);
        if state.open_send_channels.get() == 0 {
            for (key, task) in state.receive_tasks.take() {
                MemoryReceiveChannel::forget(&task, key);
                let error = exceptions::bare(EndOfChannel::class(&vm.ctx), vm);
                runner::current(vm)?.reschedule(&task, Err(error), vm)?;
            }
        }
        Ok(())
    }
}

#[derive(rustpython_vm::FromArgs)]
struct ValueArgs {
    #[pyarg(any)]
    value: PyObjectRef,
}

#[pyclass(flags(BASETYPE, HAS_WEAKREF, HAS_DICT), with(Representable))]
impl MemorySendChannel {
    #[pyslot]
    fn slot_new(_class: PyTypeRef, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(vm.new_type_error("trio.MemorySendChannel has no public constructor"))
    }

    #[pymethod]
    fn statistics(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        zelf.state.statistics(vm)
    }

    #[pymethod]
    fn send_nowait(zelf: &Py<Self>, args: ValueArgs, vm: &VirtualMachine) -> PyResult<()> {
        lines::touch();
        match zelf.try_send(args.value, vm)? {
            None => Ok(()),
            Some(_) => Err(exceptions::bare(WouldBlock::class(&vm.ctx), vm)),
        }
    }

    #[pymethod]
    fn send(zelf: PyRef<Self>, args: ValueArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        RustCoroutine::new("send", "MemorySendChannel.send", vm, |vm, _| async move {
            lines::touch();
            Self::send_value(vm, zelf, args.value).await
        })
    }

    #[pymethod]
    fn clone(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyRef<Self>> {
        if zelf.closed.get() {
            return Err(exceptions::bare(ClosedResourceError::class(&vm.ctx), vm));
        }
        Ok(Self::create(zelf.state.clone(), vm))
    }

    #[pymethod]
    fn __enter__(zelf: PyRef<Self>) -> PyRef<Self> {
        zelf
    }

    #[pymethod]
    fn __exit__(zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
        lines::touch();
        zelf.close_now(vm)
    }

    #[pymethod]
    fn close(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        lines::touch();
        zelf.close_now(vm)
    }

    #[pymethod]
    fn aclose(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        RustCoroutine::new("aclose", "MemorySendChannel.aclose", vm, |vm, _| async move {
            lines::touch();
            zelf.close_now(&vm)?;
            checkpoint(vm).await.map(|()| vm.ctx.none())
        })
    }

    #[pymethod]
    fn __aenter__(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        RustCoroutine::new("__aenter__", "AsyncResource.__aenter__", vm, |_, _| async move {
            Ok(zelf.into())
        })
    }

    #[pymethod]
    fn __aexit__(zelf: PyRef<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        Self::aclose(zelf, vm)
    }

    #[pygetset]
    fn _closed(zelf: &Py<Self>) -> bool {
        zelf.closed.get()
    }

    /// Read by `as_safe_channel`.
    #[pygetset]
    fn _open_receive_channels(zelf: &Py<Self>) -> usize {
        zelf.state.open_receive_channels.get()
    }
}

impl Representable for MemorySendChannel {
    fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        let state = Rc::as_ptr(&zelf.state) as usize;
        Ok(format!("<send channel at {:#x}, using buffer at {state:#x}>", zelf.get_id()))
    }
}

/// An end on which values are received.
#[pyclass(module = "trio", name = "MemoryReceiveChannel")]
#[derive(PyPayload)]
pub(super) struct MemoryReceiveChannel {
    state: Rc<MemoryChannelState>,
    closed: Cell<bool>,
    tasks: RefCell<BTreeMap<u64, PyRef<Task>>>,
}

opaque_debug!(MemoryReceiveChannel);

impl MemoryReceiveChannel {
    fn create(state: Rc<MemoryChannelState>, vm: &VirtualMachine) -> PyRef<Self> {
        state.open_receive_channels.set(state.open_receive_channels.get() + 1);
        Self { state, closed: Cell::new(false), tasks: RefCell::default() }.into_ref(&vm.ctx)
    }

    /// `receive_nowait`, except that an empty channel is no error. A sender that waits is let go first, its value
    /// joining the end of the buffer.
    fn try_receive(&self, vm: &VirtualMachine) -> PyResult<Option<PyObjectRef>> {
        if self.closed.get() {
            return Err(exceptions::bare(ClosedResourceError::class(&vm.ctx), vm));
        }
        let state = &self.state;
        let sender = state.send_tasks.borrow_mut().pop_first();
        if let Some((key, (task, value))) = sender {
            MemorySendChannel::forget(&task, key);
            state.resource.signalled(ResourceKind::Channel, "receive");
            runner::current(vm)?.reschedule(&task, Ok(vm.ctx.none()), vm)?;
            state.data.borrow_mut().push_back(value);
        }
        let value = state.data.borrow_mut().pop_front();
        if value.is_none() && state.open_send_channels.get() == 0 {
            return Err(exceptions::bare(EndOfChannel::class(&vm.ctx), vm));
        }
        Ok(value)
    }

    async fn receive_value(vm: Vm, zelf: PyRef<Self>) -> PyResult {
        checkpoint_if_cancelled(vm).await?;
        if let Some(value) = zelf.try_receive(&vm)? {
            return cancel_shielded_checkpoint(vm).await.map(|()| value);
        }
        let task = runner::current_task(&vm)?;
        let key = next_key();
        zelf.tasks.borrow_mut().insert(key, task.clone());
        zelf.state.receive_tasks.borrow_mut().insert(key, task.clone());
        let old = task.custom_sleep_data.replace(Some(zelf.clone().into()));
        drop(old);
        drop(task);
        let wait = zelf.state.resource.wait(WaitOn::Channel, "MemoryReceiveChannel.receive");
        let abort = move |_: &Rc<CancelReason>, _: &VirtualMachine| {
            let task = zelf.tasks.borrow_mut().remove(&key);
            let waiting = zelf.state.receive_tasks.borrow_mut().remove(&key);
            drop((task, waiting));
            Ok(Abort::Succeeded)
        };
        wait_task_rescheduled(vm, wait, Box::new(abort)).await
    }

    fn forget(task: &Task, key: u64) {
        let channel = task.custom_sleep_data.borrow().clone();
        if let Some(channel) = channel.as_ref().and_then(|channel| channel.downcast_ref::<Self>()) {
            let task = channel.tasks.borrow_mut().remove(&key);
            drop(task);
        }
    }

    fn close_now(&self, vm: &VirtualMachine) -> PyResult<()> {
        if self.closed.replace(true) {
            return Ok(());
        }
        let state = &self.state;
        state.resource.signalled(ResourceKind::Channel, "close");
        for (key, task) in self.tasks.take() {
            let waiting = state.receive_tasks.borrow_mut().remove(&key);
            drop(waiting);
            let error = exceptions::bare(ClosedResourceError::class(&vm.ctx), vm);
            runner::current(vm)?.reschedule(&task, Err(error), vm)?;
        }
        state.open_receive_channels.set(state.open_receive_channels.get() - 1);
        if state.open_receive_channels.get() == 0 {
            for (key, (task, value)) in state.send_tasks.take() {
                MemorySendChannel::forget(&task, key);
                let error = exceptions::bare(BrokenResourceError::class(&vm.ctx), vm);
                runner::current(vm)?.reschedule(&task, Err(error), vm)?;
                drop(value);
            }
            let dropped = state.data.take();
            drop(dropped);
        }
        Ok(())
    }
}

#[pyclass(flags(BASETYPE, HAS_WEAKREF, HAS_DICT), with(Representable))]
impl MemoryReceiveChannel {
    #[pyslot]
    fn slot_new(_class: PyTypeRef, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Err(vm.new_type_error("trio.MemoryReceiveChannel has no public constructor"))
    }

    #[pymethod]
    fn statistics(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        zelf.state.statistics(vm)
    }

    #[pymethod]
    fn receive_nowait(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        lines::touch();
        zelf.try_receive(vm)?.ok_or_else(|| exceptions::bare(WouldBlock::class(&vm.ctx), vm))
    }

    #[pymethod]
    fn receive(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        RustCoroutine::new("receive", "MemoryReceiveChannel.receive", vm, |vm, _| async move {
            lines::touch();
            Self::receive_value(vm, zelf).await
        })
    }

    #[pymethod]
    fn __aiter__(zelf: PyRef<Self>) -> PyRef<Self> {
        zelf
    }

    #[pymethod]
    fn __anext__(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        RustCoroutine::new("__anext__", "ReceiveChannel.__anext__", vm, |vm, _| async move {
            lines::touch();
            match Self::receive_value(vm, zelf).await {
                Err(error) if error.class().is(EndOfChannel::class(&vm.ctx)) => {
                    let end =
                        vm.new_exception_empty(vm.ctx.exceptions.stop_async_iteration.to_owned());
                    end.set_context(Some(error));
                    end.set_cause(None);
                    Err(end)
                }
                result => result,
            }
        })
    }

    #[pymethod]
    fn clone(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyRef<Self>> {
        if zelf.closed.get() {
            return Err(exceptions::bare(ClosedResourceError::class(&vm.ctx), vm));
        }
        Ok(Self::create(zelf.state.clone(), vm))
    }

    #[pymethod]
    fn __enter__(zelf: PyRef<Self>) -> PyRef<Self> {
        zelf
    }

    #[pymethod]
    fn __exit__(zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
        lines::touch();
        zelf.close_now(vm)
    }

    #[pymethod]
    fn close(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        lines::touch();
        zelf.close_now(vm)
    }

    #[pymethod]
    fn aclose(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        RustCoroutine::new("aclose", "MemoryReceiveChannel.aclose", vm, |vm, _| async move {
            lines::touch();
            zelf.close_now(&vm)?;
            checkpoint(vm).await.map(|()| vm.ctx.none())
        })
    }

    #[pymethod]
    fn __aenter__(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        RustCoroutine::new("__aenter__", "AsyncResource.__aenter__", vm, |_, _| async move {
            Ok(zelf.into())
        })
    }

    #[pymethod]
    fn __aexit__(zelf: PyRef<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyRef<RustCoroutine> {
        Self::aclose(zelf, vm)
    }

    #[pygetset]
    fn _closed(zelf: &Py<Self>) -> bool {
        zelf.closed.get()
    }
}

impl Representable for MemoryReceiveChannel {
    fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        let state = Rc::as_ptr(&zelf.state) as usize;
        Ok(format!("<receive channel at {:#x}, using buffer at {state:#x}>", zelf.get_id()))
    }
}
