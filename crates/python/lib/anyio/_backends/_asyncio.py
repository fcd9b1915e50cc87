"""anyio on asyncio: cancel scopes, task groups, primitives and threads, made of asyncio's tasks and futures.

Owns: these rules, and what the trace is told of them (through `_anyio`). Must not know: how asyncio's tasks step.
Rules: `anyio/_backends/_asyncio.py` of anyio 4.16.

asyncio cancels a task once, at one await; anyio's scopes cancel at every await inside them. To get there a cancelled scope
comes back at each turn of the loop and cancels anew whatever in it waits, until nothing is left in it (`_deliver`). How often
it cancelled its own host task it takes back on leaving (`uncancel`), so that what remains of the count is the program's.
"""

import math
from asyncio import CancelledError, Future, Runner, all_tasks, current_task, get_running_loop, sleep
from collections import OrderedDict, deque
from collections.abc import Coroutine
from contextvars import Context, copy_context
from functools import partial, wraps
from itertools import count

import _anyio
import _espalier_suspendable as suspendable
import asyncio
import sniffio
from _weakref import ref

from .._core._exceptions import RunFinishedError, WouldBlock
from .._core._synchronization import (
    CapacityLimiter as BaseCapacityLimiter, Event as BaseEvent, Lock as BaseLock, Semaphore as BaseSemaphore,
)
from .._core._tasks import CancelScope as BaseCancelScope, TaskHandle
from .._core._testing import TaskInfo
from ..abc._tasks import TaskGroup as BaseTaskGroup, TaskStatus, call_for_coroutine, get_callable_name, get_coro_name
from ..lowlevel import RunVar

# The loop's timers count in nanoseconds; a deadline must not be asked about in finer units.
_DIGITS = 9

_CANCEL_PREFIX = "Cancelled via cancel scope "
_numbers = count(1)


# --- cancel scopes ---


def is_anyio_cancellation(exc):
    """Whether a scope is behind it; what raised it anew may have left the original in its context."""
    while True:
        if exc.args and isinstance(exc.args[0], str) and exc.args[0].startswith(_CANCEL_PREFIX):
            return True
        if not isinstance(exc.__context__, CancelledError):
            return False
        exc = exc.__context__


class TaskState:
    """What anyio keeps with a task: its innermost scope, and its parent's id."""

    __slots__ = ("parent_id", "cancel_scope")

    def __init__(self, parent_id, cancel_scope):
        self.parent_id, self.cancel_scope = parent_id, cancel_scope


class CancelScope(BaseCancelScope):
    """A block that can be cancelled, on asyncio."""

    __slots__ = (
        "_active", "_cancel_called", "_cancel_reason", "_cancelled_caught", "_cancelling_at_enter", "_child_scopes",
        "_deadline", "_host_task", "_in_trace", "_kind", "_number", "_parent_scope", "_cancel_handle", "_shield", "_tasks", "_timer",
        "_to_uncancel", "_why",
    )

    def __new__(cls, *, deadline=math.inf, shield=False, kind="scope"):
        return object.__new__(cls)

    def __init__(self, deadline=math.inf, shield=False, kind="scope"):
        # `kind` is what the trace calls it; None for a scope of the library's own, of which nothing is told.
        if math.isnan(deadline):
            raise ValueError("deadline must not be NaN")
        self._deadline = round(deadline, _DIGITS)
        self._shield = shield
        self._kind, self._in_trace, self._why = kind, None, "explicit"
        self._number = None
        self._parent_scope = None
        # Sets in the order of joining.
        self._child_scopes, self._tasks = {}, {}
        self._cancel_called = self._cancelled_caught = self._active = False
        self._cancel_reason = self._host_task = None
        self._timer = self._cancel_handle = None
        self._cancelling_at_enter = self._to_uncancel = 0

    def __enter__(self):
        if self._active:
            raise RuntimeError("Each CancelScope may only be used for a single 'with' block")
        self._host_task = host = current_task()
        self._tasks[host] = True
        if self._kind is not None:
            self._in_trace = _anyio.open_scope(self._kind, self._deadline, bool(self._shield), host)
            _anyio.offer(self._in_trace, self)
        state = _anyio.state(host)
        if state is None:
            _anyio.set_state(host, TaskState(None, self))
        else:
            self._parent_scope = parent = state.cancel_scope
            state.cancel_scope = self
            if parent is not None:
                parent._child_scopes[self] = True
                parent._tasks.pop(host, None)
        self._timeout()
        self._active = True
        self._cancelling_at_enter = host.cancelling()
        if self._cancel_called:
            self._because(self._deliver)
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        if not self._active:
            raise RuntimeError("This cancel scope is not active")
        host = self._host_task
        if current_task() is not host:
            raise RuntimeError("Attempted to exit cancel scope in a different task than it was entered in")
        state = _anyio.state(host)
        if state is None or state.cancel_scope is not self:
            raise RuntimeError("Attempted to exit a cancel scope that isn't the current tasks's current cancel scope")
        self._active = False
        self._stop_timer()
        del self._tasks[host]
        parent = self._parent_scope
        if parent is not None:
            del parent._child_scopes[self]
            parent._tasks[host] = True
        state.cancel_scope = parent
        self._restart_cancellation_in_parent()
        caught_before = self._cancelled_caught
        try:
            left = self._what_leaves(host, exc_val)
        finally:
            self._host_task = None
        caught = left is not exc_val or self._cancelled_caught and not caught_before
        swallowed = self._cancel_called and exc_val is None
        if self._cancel_called and not swallowed and not self._parent_cancellation_is_visible_to_us:
            # What leaves in place of the cancellation says more than it: nothing was swallowed.
            _anyio.forget_delivery(host)
        _anyio.close_scope(self._in_trace, host, left, caught, swallowed)
        self._in_trace = None
        if left is exc_val or left is None:
            return exc_val is not None and left is None
        context = left.__context__
        try:
            raise left
        finally:
            left.__context__ = context
            del left, exc_val

    def _what_leaves(self, host, exc_val):
        """What is left of an exception that came to the end of the block: a scope catches only what it has asked for."""
        if not self._cancel_called or self._parent_cancellation_is_visible_to_us:
            if self._to_uncancel:
                # The scope further out that catches takes them back.
                self._parent_scope._to_uncancel += self._to_uncancel
                self._to_uncancel = 0
            return exc_val
        while self._to_uncancel:
            host.uncancel()
            self._to_uncancel -= 1
        if host.cancelling() > self._cancelling_at_enter:
            # The program has cancelled the task too, and asyncio made one exception of both.
            return exc_val
        if isinstance(exc_val, BaseExceptionGroup):
            ours, rest = exc_val.split(lambda exc: isinstance(exc, CancelledError) and is_anyio_cancellation(exc))
            if ours is None:
                return exc_val
            self._cancelled_caught = True
            return rest
        if isinstance(exc_val, CancelledError) and is_anyio_cancellation(exc_val):
            self._cancelled_caught = True
            return None
        return exc_val

    def _address(self):
        """What messages tell the scopes apart by. Elsewhere it is the address; one of those would not be the same in two
        runs, and not even two scopes' own."""
        if self._number is None:
            self._number = 0x7F00_0000_0000 + 0x10 * next(_numbers)
        return self._number

    @property
    def _effectively_cancelled(self):
        scope = self
        while scope is not None:
            if scope._cancel_called:
                return True
            if scope._shield:
                return False
            scope = scope._parent_scope
        return False

    @property
    def _parent_cancellation_is_visible_to_us(self):
        parent = self._parent_scope
        return parent is not None and not self._shield and parent._effectively_cancelled

    def _timeout(self):
        """The deadline is set, or has come."""
        if self._deadline != math.inf:
            if get_running_loop().time() >= self._deadline:
                self._cancel_because("deadline", "deadline exceeded")
            else:
                self._timer = _anyio.call_at(self._deadline, self._timeout)

    def _stop_timer(self):
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _because(self, deliver, reason=None):
        """Cancels what is in the scope; the trace hears that the scope is why."""
        before = _anyio.request_cancel(self._in_trace, self._why, reason)
        try:
            deliver()
        finally:
            _anyio.go_back(before)

    def _deliver(self):
        self._deliver_cancellation(self)
        self._tell_shields()

    def _tell_shields(self):
        """The trace hears which shields hold the cancellation back."""
        for scope in self._child_scopes:
            if not scope._shield:
                scope._tell_shields()
            elif scope._in_trace is not None:
                _anyio.held_back(scope._in_trace, scope._host_task)

    def _redeliver(self):
        self._deliver_cancellation(self)

    def _deliver_cancellation(self, origin):
        """Cancels what waits in this scope for the sake of `origin`. Whether something is left that must be asked again."""
        again = False
        running = current_task()
        for task in list(self._tasks):
            if task.done():
                continue
            again = True
            if task._must_cancel or task is running:
                continue
            # A task that has not begun gets to its first await first.
            if task is self._host_task or _anyio.has_begun(task):
                waiter = task._fut_waiter
                if not isinstance(waiter, Future) or not waiter.done():
                    _anyio.cancel(task, origin._cancel_reason, origin._in_trace, origin._why)
                    if task is origin._host_task:
                        origin._to_uncancel += 1
        for scope in list(self._child_scopes):
            if not scope._shield and not scope._cancel_called:
                again = scope._deliver_cancellation(origin) or again
        if origin is self:
            self._cancel_handle = _anyio.call_soon(self._redeliver) if again else None
        return again

    def _restart_cancellation_in_parent(self):
        """The nearest cancelled scope around that can be seen from here goes on."""
        scope = self._parent_scope
        while scope is not None:
            if scope._cancel_called:
                if scope._cancel_handle is None:
                    scope._deliver_cancellation(scope)
                break
            if scope._shield:
                break
            scope = scope._parent_scope

    def _reparent(self, parent):
        """Moves the scope of a task that has said `started()` into the scope of its group."""
        if self._parent_scope is parent:
            return
        if self._parent_scope is not None:
            self._parent_scope._child_scopes.pop(self, None)
        self._parent_scope = parent
        parent._child_scopes[self] = True
        self._restart_cancellation_in_parent()

    def cancel(self, reason=None):
        self._cancel_because("explicit", reason)

    def _cancel_because(self, why, reason=None):
        if self._cancel_called:
            return
        self._stop_timer()
        self._cancel_called = True
        self._why = why
        text = f"{_CANCEL_PREFIX}{self._address():x}"
        task = current_task()
        if task:
            text += f" by {task}"
        if reason:
            text += f"; reason: {reason}"
        self._cancel_reason = text
        if self._host_task is not None:
            said = None if why == "deadline" or reason is None else str(reason)
            self._because(self._deliver, said)

    @property
    def deadline(self):
        """When it cancels itself."""
        return self._deadline

    @deadline.setter
    def deadline(self, value):
        value = float(value)
        if math.isnan(value):
            raise ValueError("deadline must not be NaN")
        self._deadline = round(value, _DIGITS)
        self._stop_timer()
        if self._active:
            if self._in_trace is not None:
                _anyio.set_deadline(self._in_trace, self._deadline)
            if not self._cancel_called:
                self._timeout()

    @property
    def cancel_called(self):
        """Whether it was cancelled."""
        return self._cancel_called

    @property
    def cancelled_caught(self):
        """Whether it caught its own cancellation."""
        return self._cancelled_caught

    @property
    def shield(self):
        """Whether cancellation from outside stops here."""
        return self._shield

    @shield.setter
    def shield(self, value):
        if self._shield != value:
            self._shield = value
            if self._in_trace is not None:
                _anyio.set_shield(self._in_trace, bool(value))
            if not value:
                self._restart_cancellation_in_parent()



# --- task groups ---


class _AsyncioTaskStatus(TaskStatus):
    def __init__(self, future, parent_id, target_scope, spawn_scope):
        self._future, self._parent_id = future, parent_id
        # The child's own scope, and the one that it belongs into once it has started.
        self._spawn_scope, self._target_scope = spawn_scope, target_scope

    def started(self, value=None):
        _anyio.state(current_task()).parent_id = self._parent_id
        if self._future.done():
            if self._future.cancelled():
                return  # nobody waits for it any more
            raise RuntimeError("called 'started' twice on the same task status")
        self._future.set_result(value)
        self._spawn_scope._reparent(self._target_scope)


def _constructor_of_eager_tasks():
    """What the loop's eager task factory makes tasks with, if it has one: a group's children do not start eagerly."""
    factory = get_running_loop().get_task_factory()
    if getattr(factory, "__code__", None) is not asyncio.eager_task_factory.__code__:
        return None
    return factory.__closure__[0].cell_contents


class TaskGroup(BaseTaskGroup):
    """A task group, on asyncio."""

    def __init__(self):
        self.cancel_scope = CancelScope(kind="group")
        self._entered = False
        self._exceptions = []
        self._tasks = {}
        self._on_completed_fut = None

    async def __aenter__(self):
        if self._entered:
            raise RuntimeError("TaskGroup cannot be entered more than once")
        self._entered = True
        self.cancel_scope.__enter__()
        return self

    async def __aexit__(self, exc_type, exc_val, exc_tb):
        scope = self.cancel_scope
        try:
            if scope._in_trace is not None:
                _anyio.exit_scope(scope._in_trace)
            if exc_val is not None:
                cancelled = isinstance(exc_val, CancelledError)
                scope._cancel_because("awaiter" if cancelled else "body")
                if not cancelled:
                    self._exceptions.append(exc_val)
            try:
                if self._tasks:
                    exc_val = await self._wait_for_children(exc_val)
                else:
                    await AsyncIOBackend.cancel_shielded_checkpoint()
                if self._exceptions:
                    raise BaseExceptionGroup("unhandled errors in a TaskGroup", self._exceptions) from None
                if exc_val:
                    raise exc_val
            except BaseException as exc:
                if scope.__exit__(type(exc), exc, exc.__traceback__):
                    return True
                raise
            return scope.__exit__(exc_type, exc_val, exc_tb)
        finally:
            del exc_val, exc_tb, self._exceptions

    async def _wait_for_children(self, exc_val):
        """Waits until no child is left; what is to leave the block if no child has failed."""
        loop = get_running_loop()
        with CancelScope(kind=None) as wait_scope:
            while self._tasks:
                self._on_completed_fut = completed = loop.create_future()
                _anyio.wait_for_children(self.cancel_scope._in_trace, list(self._tasks))
                try:
                    await completed
                except CancelledError as exc:
                    # The children are cancelled now; being asked again would not make them quicker.
                    wait_scope.shield = True
                    self.cancel_scope._cancel_because("awaiter")
                    if exc_val is None or isinstance(exc_val, CancelledError) and not is_anyio_cancellation(exc):
                        exc_val = exc
                self._on_completed_fut = None
        return exc_val

    def _task_done(self, future, task):
        """A child has ended."""
        scope = _anyio.state(task).cancel_scope
        del scope._tasks[task]
        del self._tasks[task]
        _anyio.set_state(task, None)
        completed = self._on_completed_fut
        if completed is not None and not self._tasks and not completed.done():
            completed.set_result(None)
        try:
            exc = task.exception()
        except CancelledError as error:
            while isinstance(error.__context__, CancelledError):
                error = error.__context__
            exc = error
        if exc is None:
            if future is not None and not future.done():
                future.set_exception(RuntimeError("Child exited without calling task_status.started()"))
            return
        if future is not None and future.cancelled():
            return  # `start` was cancelled, and has told so
        if future is not None and not future.done():
            future.set_exception(exc)
            return
        if not isinstance(exc, CancelledError):
            self._exceptions.append(exc)
            if self.cancel_scope._in_trace is not None:
                _anyio.travelled(task, exc, self.cancel_scope._in_trace)
        if not self.cancel_scope._effectively_cancelled:
            self.cancel_scope._cancel_because("child")

    def _spawn(self, coro, name, task_status=None):
        running = current_task()
        future = parent_scope = None
        if task_status is None:
            parent_id, parent_scope = id(self.cancel_scope._host_task), self.cancel_scope
        else:
            future, parent_id = task_status._future, id(running)
            caller = _anyio.state(running) if running is not None else None
            # Until it has started it belongs to whoever starts it.
            parent_scope = (caller and caller.cancel_scope) or self.cancel_scope
        handle = TaskHandle(coro, name, task_status._spawn_scope if task_status is not None else None)
        wrapper = handle._coroutine()
        try:
            task = _anyio.create_task(
                wrapper, handle.name, self.cancel_scope._in_trace, _constructor_of_eager_tasks()
            )
        except BaseException:
            wrapper.close()
            coro.close()
            raise
        _anyio.set_state(task, TaskState(parent_id, parent_scope))
        parent_scope._tasks[task] = True
        self._tasks[task] = True
        _anyio.when_done(task, partial(self._task_done, future))
        return handle

    def _refuse_if_inactive(self):
        if not self._entered or not self.cancel_scope._active:
            raise RuntimeError("This task group is not active; no new tasks can be started.")

    def create_task(self, coro, *, name=None, context=None):
        if not isinstance(coro, Coroutine):
            raise TypeError(f"expected a coroutine, got {coro.__class__.__qualname__}")
        try:
            self._refuse_if_inactive()
        except RuntimeError:
            coro.close()
            raise
        name = get_coro_name(coro, name)
        return self._spawn(coro, name) if context is None else context.run(self._spawn, coro, name)

    async def start(self, func, *args, name=None, return_handle=False):
        self._refuse_if_inactive()
        future = Future()
        name = get_callable_name(func, name)
        status = _AsyncioTaskStatus(future, id(self.cancel_scope._host_task), self.cancel_scope, CancelScope(kind=None))
        coro = call_for_coroutine(func, args, task_status=status)
        handle = self._spawn(coro, name, status)
        try:
            await future
        except BaseException:
            if handle.status is TaskHandle.Status.PENDING:
                handle.cancel()
                with CancelScope(shield=True, kind=None):
                    await handle.wait()
            raise
        if not return_handle:
            return future.result()
        handle._start_value = future.result()
        return handle


# --- synchronization ---


class _Resource:
    """What a primitive is called in the trace."""

    __slots__ = ("kind", "number")

    def __init__(self, kind):
        self.kind, self.number = kind, None

    def _number(self):
        if self.number is None:
            self.number = _anyio.new_resource()
        return self.number

    def acquired(self):
        _anyio.acquired(self._number(), self.kind)

    def released(self):
        return _anyio.released(self._number(), self.kind)

    def wait(self, call):
        _anyio.wait_for(self.kind, call, self._number())


class Event(BaseEvent):
    """An event, on asyncio."""

    __slots__ = ("_event", "_waiting")

    def __new__(cls):
        return object.__new__(cls)

    def __init__(self):
        self._event = asyncio.Event()
        self._waiting = 0

    def set(self):
        self._event.set()

    def is_set(self):
        return self._event.is_set()

    async def wait(self):
        if self._event.is_set():
            await sleep(0)
            return
        self._waiting += 1
        try:
            await self._event.wait()
        finally:
            self._waiting -= 1

    def statistics(self):
        from .._core._statistics import EventStatistics

        return EventStatistics(self._waiting)


async def _let_others_run(held):
    """After a lock or semaphore was free: one turn for the others, unless it is not to yield; whoever is cancelled in it gives back."""
    if held._fast_acquire:
        return
    try:
        await AsyncIOBackend.cancel_shielded_checkpoint()
    except CancelledError:
        held.release()
        raise


async def _stand_in_line(wanted, place, future, call):
    """Waits until a lock or semaphore is handed over through `future`; a cancellation that comes after that gives back."""
    wanted._waiters.append(place)
    wanted._resource.wait(call)
    try:
        await future
    except CancelledError:
        if not future.cancelled():
            wanted.release()
        elif place in wanted._waiters:
            wanted._waiters.remove(place)
        raise
    wanted._resource.acquired()


class Lock(BaseLock):
    """A lock, on asyncio."""

    __slots__ = ("_fast_acquire", "_owner_task", "_resource", "_waiters")

    def __new__(cls, *, fast_acquire=False):
        return object.__new__(cls)

    def __init__(self, *, fast_acquire=False):
        self._fast_acquire = fast_acquire
        self._owner_task = None
        self._waiters = deque()
        self._resource = _Resource("lock")

    async def acquire(self):
        task = current_task()
        if self._owner_task is None and not self._waiters:
            await AsyncIOBackend.checkpoint_if_cancelled()
            self._owner_task = task
            self._resource.acquired()
            await _let_others_run(self)
            return
        if self._owner_task == task:
            raise RuntimeError("Attempted to acquire an already held Lock")
        future = Future()
        await _stand_in_line(self, (task, future), future, "Lock.acquire")

    def acquire_nowait(self):
        task = current_task()
        if self._owner_task is None and not self._waiters:
            self._owner_task = task
            self._resource.acquired()
            return
        if self._owner_task is task:
            raise RuntimeError("Attempted to acquire an already held Lock")
        raise WouldBlock

    def locked(self):
        return self._owner_task is not None

    def release(self):
        if self._owner_task != current_task():
            raise RuntimeError("The current task is not holding this lock")
        before = self._resource.released()
        try:
            while self._waiters:
                task, future = self._waiters.popleft()
                if future.cancelled():
                    continue
                # It is handed over: nobody can get in between.
                self._owner_task = task
                future.set_result(None)
                return
            self._owner_task = None
        finally:
            _anyio.go_back(before)

    def statistics(self):
        from .._core._statistics import LockStatistics

        owner = AsyncIOTaskInfo(self._owner_task) if self._owner_task else None
        return LockStatistics(self.locked(), owner, len(self._waiters))


class Semaphore(BaseSemaphore):
    """A semaphore, on asyncio."""

    __slots__ = ("_max_value", "_resource", "_value", "_waiters")

    def __new__(cls, initial_value, *, max_value=None, fast_acquire=False):
        return object.__new__(cls)

    def __init__(self, initial_value, *, max_value=None, fast_acquire=False):
        super().__init__(initial_value, max_value=max_value)
        self._value, self._max_value, self._fast_acquire = initial_value, max_value, fast_acquire
        self._waiters = deque()
        self._resource = _Resource("semaphore")

    async def acquire(self):
        if self._value > 0 and not self._waiters:
            await AsyncIOBackend.checkpoint_if_cancelled()
            self._value -= 1
            self._resource.acquired()
            await _let_others_run(self)
            return
        future = Future()
        await _stand_in_line(self, future, future, "Semaphore.acquire")

    def acquire_nowait(self):
        if self._value == 0:
            raise WouldBlock
        self._value -= 1
        self._resource.acquired()

    def release(self):
        if self._max_value is not None and self._value == self._max_value:
            raise ValueError("semaphore released too many times")
        before = self._resource.released()
        try:
            while self._waiters:
                future = self._waiters.popleft()
                if not future.cancelled():
                    future.set_result(None)
                    return
            self._value += 1
        finally:
            _anyio.go_back(before)

    @property
    def value(self):
        return self._value

    @property
    def max_value(self):
        return self._max_value

    def statistics(self):
        from .._core._statistics import SemaphoreStatistics

        return SemaphoreStatistics(len(self._waiters))


class _Place:
    """In a limiter's queue: whether it was given a token, and the future that wakes it."""

    __slots__ = ("granted", "future")

    def __init__(self):
        self.granted, self.future = False, Future()

    def grant(self):
        self.granted = True
        if not self.future.done():
            self.future.set_result(True)


class CapacityLimiter(BaseCapacityLimiter):
    """A limiter, on asyncio."""

    __slots__ = ("_borrowers", "_resource", "_total_tokens", "_wait_queue")

    def __new__(cls, total_tokens):
        return object.__new__(cls)

    def __init__(self, total_tokens):
        self._total_tokens = 0
        self._borrowers = {}
        self._wait_queue = OrderedDict()
        self._resource = _Resource("limiter")
        self.total_tokens = total_tokens

    async def __aenter__(self):
        await self.acquire()

    async def __aexit__(self, exc_type, exc_val, exc_tb):
        self.release()

    @property
    def total_tokens(self):
        return self._total_tokens

    @total_tokens.setter
    def total_tokens(self, value):
        if not isinstance(value, int) and not math.isinf(value):
            raise TypeError("total_tokens must be an int or math.inf")
        if value < 0:
            raise ValueError("total_tokens must be >= 0")
        self._total_tokens = value
        while self._notify_next_waiter():
            pass

    @property
    def borrowed_tokens(self):
        return len(self._borrowers)

    @property
    def available_tokens(self):
        return self._total_tokens - len(self._borrowers)

    def _notify_next_waiter(self):
        """Gives a free token to the first in the queue; whether there were both."""
        if self._wait_queue and len(self._borrowers) < self._total_tokens:
            borrower, place = self._wait_queue.popitem(last=False)
            self._borrowers[borrower] = True
            place.grant()
            return True
        return False

    def acquire_nowait(self):
        self.acquire_on_behalf_of_nowait(current_task())

    def acquire_on_behalf_of_nowait(self, borrower):
        if borrower in self._borrowers:
            raise RuntimeError("this borrower is already holding one of this CapacityLimiter's tokens")
        if self._wait_queue or len(self._borrowers) >= self._total_tokens:
            raise WouldBlock
        self._borrowers[borrower] = True
        self._resource.acquired()

    async def acquire(self):
        return await self.acquire_on_behalf_of(current_task())

    async def acquire_on_behalf_of(self, borrower):
        await AsyncIOBackend.checkpoint_if_cancelled()
        try:
            self.acquire_on_behalf_of_nowait(borrower)
        except WouldBlock:
            self._wait_queue[borrower] = place = _Place()
            self._resource.wait("CapacityLimiter.acquire")
            try:
                await place.future
            except BaseException:
                self._wait_queue.pop(borrower, None)
                if place.granted:
                    self._borrowers.pop(borrower, None)
                    self._notify_next_waiter()
                raise
            self._resource.acquired()
        else:
            try:
                await AsyncIOBackend.cancel_shielded_checkpoint()
            except BaseException:
                self.release_on_behalf_of(borrower)
                raise

    def release(self):
        self.release_on_behalf_of(current_task())

    def release_on_behalf_of(self, borrower):
        if borrower not in self._borrowers:
            raise RuntimeError("this borrower isn't holding any of this CapacityLimiter's tokens") from None
        del self._borrowers[borrower]
        before = self._resource.released()
        try:
            self._notify_next_waiter()
        finally:
            _anyio.go_back(before)

    def statistics(self):
        from .._core._statistics import CapacityLimiterStatistics

        return CapacityLimiterStatistics(
            self.borrowed_tokens, self.total_tokens, tuple(self._borrowers), len(self._wait_queue)
        )


_default_thread_limiter = RunVar("_default_thread_limiter")


# --- threads ---


class _Job:
    """What a worker thread knows of the task that waits for it."""

    __slots__ = ("backend_class", "native_token", "cancel_scope", "worker", "idle_workers")

    def __init__(self, native_token, cancel_scope):
        self.backend_class, self.native_token, self.cancel_scope = AsyncIOBackend, native_token, cancel_scope
        self.idle_workers = idle = _workers()
        self.worker = idle.pop() if idle else suspendable.Thread("AnyIO worker thread")

    def reported(self):
        """The loop has heard of the end of the job: its worker is free. No task runs that could say whose loop it is."""
        self.idle_workers.append(self.worker)


# Workers without a job, the latest last.
_idle_workers = RunVar("_threadpool_idle_workers")


def _workers():
    workers = _idle_workers.get(None)
    if workers is None:
        workers = []
        _idle_workers.set(workers)
    return workers


async def _work(func, args):
    try:
        return await suspendable.call(func, *args)
    except StopIteration as stop:
        # No future takes one.
        error = RuntimeError("coroutine raised StopIteration")
        error.__cause__ = stop
        raise error


# --- testing and debugging ---


class AsyncIOTaskInfo(TaskInfo):
    """What a task is, on asyncio."""

    def __init__(self, task):
        state = _anyio.state(task)
        coro = task.get_coro()
        assert coro is not None, "created TaskInfo from a completed Task"
        super().__init__(id(task), None if state is None else state.parent_id, task.get_name(), coro)
        self._task = ref(task)

    def has_pending_cancellation(self):
        task = self._task()
        if task is None:
            return False
        waiter = task._fut_waiter
        if task._must_cancel or isinstance(waiter, Future) and waiter.cancelled():
            return True
        state = _anyio.state(task)
        return bool(state and state.cancel_scope and state.cancel_scope._effectively_cancelled)


# --- the backend ---


def _main(func, args):
    """The coroutine of a run's main task."""

    @wraps(func)
    async def wrapper():
        task = current_task()
        task.set_name(get_callable_name(func))
        _anyio.set_state(task, TaskState(None, None))
        try:
            return await func(*args)
        finally:
            _anyio.set_state(task, None)

    return wrapper()


class _HeldRun:
    """A run in a thread of its own, which goes on while the program's thread waits."""

    def __init__(self, func, options):
        self._runner = Runner(debug=options.get("debug"), loop_factory=options.get("loop_factory"))
        self._loop = self._runner.get_loop()
        context = Context()
        context.run(sniffio.current_async_library_cvar.set, "asyncio")
        self._task = context.run(self._loop.create_task, _main(func, ()))

    def is_over(self):
        """Whether it has ended."""
        return self._runner is None

    def next_time(self):
        """When there is something to do next: now, later or never."""
        return math.inf if self.is_over() else _anyio.next_time(self._loop)

    def drive(self, is_over, until):
        """Goes on until `is_over()`, or until nothing is left to wait for up to `until`."""
        if self.is_over():
            return
        try:
            _anyio.drive(self._loop, lambda: self._task.done() or is_over(), until)
        except BaseException:
            self._close()
            raise
        if self._task.done():
            self._close()
            self._task.result()

    def _close(self):
        runner, self._runner = self._runner, None
        runner.close()


class AsyncIOBackend:
    """All that anyio asks of asyncio."""

    @classmethod
    def run(cls, func, args, kwargs, options):
        with Runner(debug=options.get("debug"), loop_factory=options.get("loop_factory")) as runner:
            return runner.run(_main(func, args))

    @classmethod
    def hold_run(cls, func, options):
        """A run that another thread drives."""
        return _HeldRun(func, options)

    @classmethod
    def current_token(cls):
        return get_running_loop()

    @classmethod
    def current_time(cls):
        return get_running_loop().time()

    @classmethod
    def cancelled_exception_class(cls):
        return CancelledError

    @classmethod
    async def checkpoint(cls):
        await sleep(0)

    @classmethod
    async def checkpoint_if_cancelled(cls):
        task = current_task()
        state = _anyio.state(task) if task is not None else None
        scope = state.cancel_scope if state is not None else None
        while scope:
            if scope._cancel_called:
                await sleep(0)
            elif scope._shield:
                break
            else:
                scope = scope._parent_scope

    @classmethod
    async def cancel_shielded_checkpoint(cls):
        with CancelScope(shield=True, kind=None):
            await sleep(0)

    @classmethod
    async def sleep(cls, delay):
        await sleep(delay)

    @classmethod
    def create_cancel_scope(cls, *, deadline=math.inf, shield=False):
        return CancelScope(deadline=deadline, shield=shield)

    @classmethod
    def create_task_scope(cls):
        """The scope that every child has for itself; nothing is told of it."""
        return CancelScope(kind=None)

    @classmethod
    def current_effective_deadline(cls):
        task = current_task()
        state = _anyio.state(task) if task is not None else None
        scope = state.cancel_scope if state is not None else None
        deadline = math.inf
        while scope:
            deadline = min(deadline, scope.deadline)
            if scope._cancel_called:
                return -math.inf
            if scope._shield:
                break
            scope = scope._parent_scope
        return deadline

    create_task_group = TaskGroup
    create_event = Event
    create_lock = Lock
    create_semaphore = Semaphore
    create_capacity_limiter = CapacityLimiter

    @classmethod
    async def run_sync_in_worker_thread(cls, func, args, abandon_on_cancel=False, limiter=None):
        await cls.checkpoint()
        queued, name = _anyio.thread_queued(func)
        future = None
        try:
            async with limiter or cls.current_default_thread_limiter():
                with CancelScope(shield=not abandon_on_cancel, kind=None) as scope:
                    context = copy_context()
                    context.run(sniffio.current_async_library_cvar.set, None)
                    seen = scope if abandon_on_cancel or scope._parent_scope is None else scope._parent_scope
                    job = _Job(get_running_loop(), seen)
                    body = suspendable.Job(_work(func, args), job.worker)
                    future = _anyio.start_thread(body, context, job, queued, name)
                    try:
                        return await future
                    except CancelledError:
                        if future.cancelled():
                            _anyio.thread_abandoned()
                        raise
        finally:
            if future is None:
                _anyio.thread_refused()

    @classmethod
    def check_cancelled(cls):
        scope = _anyio.current_thread().cancel_scope
        while scope is not None:
            if scope._cancel_called:
                raise CancelledError(f"{_CANCEL_PREFIX}{scope._address():x}")
            if scope._shield:
                return
            scope = scope._parent_scope

    @classmethod
    def run_async_from_thread(cls, func, args, token):
        """Has the loop run a coroutine function; a future for whoever waits in the thread."""
        job = _anyio.current_thread()
        scope = job.cancel_scope if job is not None else None

        async def task_wrapper():
            from concurrent.futures import CancelledError as ConcurrentCancelledError

            task = current_task()
            if scope is not None:
                _anyio.set_state(task, TaskState(None, scope))
                scope._tasks[task] = True
            try:
                return await func(*args)
            except CancelledError as error:
                raise ConcurrentCancelledError(str(error)) from None
            finally:
                if scope is not None:
                    scope._tasks.pop(task, None)

        loop = token or job.native_token
        if loop.is_closed():
            raise RunFinishedError
        context = copy_context()
        context.run(sniffio.current_async_library_cvar.set, "asyncio")
        coroutine = task_wrapper()
        coroutine.__qualname__ = getattr(func, "__qualname__", "task_wrapper")
        return context.run(asyncio.run_coroutine_threadsafe, coroutine, loop)

    @classmethod
    def run_sync_from_thread(cls, func, args, token):
        """Has the loop call a function; a future for whoever waits in the thread."""
        from concurrent.futures import Future as ConcurrentFuture

        future = ConcurrentFuture()

        def wrapper():
            try:
                sniffio.current_async_library_cvar.set("asyncio")
                future.set_result(func(*args))
            except BaseException as error:
                future.set_exception(error)
                if not isinstance(error, Exception):
                    raise

        wrapper.__qualname__ = getattr(func, "__qualname__", wrapper.__qualname__)
        job = _anyio.current_thread()
        loop = token or job.native_token
        if loop.is_closed():
            raise RunFinishedError
        loop.call_soon_threadsafe(wrapper)
        return future

    @classmethod
    def run_sync_soon(cls, func, args, token):
        context = copy_context()
        context.run(sniffio.current_async_library_cvar.set, "asyncio")
        try:
            token.call_soon_threadsafe(context.run, func, *args)
        except RuntimeError:
            if token.is_closed():
                raise RunFinishedError from None
            raise

    @classmethod
    def current_default_thread_limiter(cls):
        try:
            return _default_thread_limiter.get()
        except LookupError:
            limiter = CapacityLimiter(40)
            _default_thread_limiter.set(limiter)
            return limiter

    @classmethod
    def runs_here(cls, token):
        """Whether this code runs in the loop that a token stands for, and not in a thread."""
        return asyncio._get_running_loop() is token

    @classmethod
    def get_current_task(cls):
        task = current_task()
        if task is None:
            raise RuntimeError("There is no task currently running")
        return AsyncIOTaskInfo(task)

    @classmethod
    def get_running_tasks(cls):
        return [AsyncIOTaskInfo(task) for task in all_tasks() if not task.done()]

    @classmethod
    async def wait_all_tasks_blocked(cls):
        await cls.checkpoint()
        this = current_task()
        while True:
            others = (task._fut_waiter for task in all_tasks() if task is not this)
            if all(waiter is not None and not waiter.done() for waiter in others):
                return
            await sleep(0.1)


backend_class = AsyncIOBackend
