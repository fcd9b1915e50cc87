"""Worker threads: `to_thread` and `from_thread`.

Owns: the rules of `trio/_threads.py` (limiter, abandoning, messages in both directions). In Python because they run once
per job, among Python's own calls. Must not know: how threads are simulated (`_threads` and
`_espalier_suspendable`).
"""

import contextvars
import sys
from itertools import count
from math import inf
from time import monotonic

import _espalier_suspendable as suspendable
import _threads
import _trio
from outcome import Error, Outcome, Value, acapture, capture
from trio._abort import Abort
from trio._local import RunVar

_DEFAULT_LIMIT = 40
_limiter = RunVar("limiter")
_active = RunVar("active_threads")
_numbers = count()
_worker_numbers = count()
_idle_workers = []  # who did a job last gets the next: trio's thread cache
_IDLE_SECONDS = 10  # so long a thread waits for a job before it ends


def start_thread_soon(fn, deliver, name=None):
    """Calls a function in a worker thread, and `deliver` there with what came of it, as an `outcome`."""
    _start(fn, (), contextvars.Context(), None, deliver, name, _threads.queued(_name(fn)))


def _name(function):
    return getattr(function, "__qualname__", None) or repr(function)


def _start(fn, args, context, job, deliver, name, queued):
    if _idle_workers and _idle_workers[-1].is_done():
        _idle_workers.clear()
    if not _idle_workers:
        _idle_workers.append(suspendable.Thread(f"Trio thread {next(_worker_numbers)}", True))
    worker = _idle_workers.pop()
    worker.ends_at = inf
    default_name = worker.name
    if name is not None:
        worker.rename(name)

    async def work():
        return _refuse_coroutine(await suspendable.call(fn, *args), fn, "sync")

    def ended(value, error):
        worker.rename(default_name)
        worker.ends_at = monotonic() + _IDLE_SECONDS
        _idle_workers.append(worker)
        deliver(Value(value) if error is None else Error(error))

    _threads.start(suspendable.Job(work(), worker), context, job, ended, queued, True)


class _ActiveThreads:
    def __init__(self):
        self.count, self.event = 0, _trio.Event()


class _Job:
    """What a thread knows of the task that waits for it."""

    def __init__(self, token, abandon_on_cancel, task):
        self.token, self.abandon_on_cancel = token, abandon_on_cancel
        self.raise_cancel, self.task = None, task


class ThreadPlaceholder:
    """Borrows the thread's token from the limiter: the task may be gone before the thread."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"ThreadPlaceholder(name={self.name!r})"


def current_default_thread_limiter():
    """The limiter of all threads that are given none."""
    try:
        return _limiter.get()
    except LookupError:
        limiter = _trio.CapacityLimiter(_DEFAULT_LIMIT)
        _limiter.set(limiter)
        return limiter


def active_thread_count():
    """How many threads run."""
    try:
        return _active.get().count
    except LookupError:
        return 0


async def wait_all_threads_completed():
    """Waits until no thread runs."""
    await _trio.checkpoint()
    try:
        active = _active.get()
    except LookupError:
        return
    while active.count != 0:
        await active.event.wait()


def _refuse_coroutine(value, function, what):
    if type(value).__name__ == "coroutine":
        value.close()
        name = getattr(function, "__qualname__", function)
        raise TypeError(f"Trio expected a {what} function, but {name!r} appears to be asynchronous")
    return value


async def to_thread_run_sync(sync_fn, *args, thread_name=None, abandon_on_cancel=False, limiter=None):
    """Runs a function in a worker thread; its value."""
    return await run_sync(
        sync_fn, *args, thread_name=thread_name, abandon_on_cancel=abandon_on_cancel, limiter=limiter
    )


async def run_sync(sync_fn, *args, thread_name=None, abandon_on_cancel=False, limiter=None, shown=None):
    """`to_thread_run_sync`, for a library on top; `shown` is what the trace calls the function."""
    await _trio.checkpoint_if_cancelled()
    abandon_on_cancel = bool(abandon_on_cancel)
    if limiter is None:
        limiter = current_default_thread_limiter()
    job = _Job(_trio.current_trio_token(), abandon_on_cancel, _trio.current_task())
    placeholder = ThreadPlaceholder(f"trio.to_thread.run_sync-{next(_numbers)}")
    context = contextvars.copy_context()
    sniffio = sys.modules.get("sniffio")
    if sniffio is not None:
        context.run(sniffio.current_async_library_cvar.set, None)
    active = _active_threads()

    if thread_name is None:
        thread_name = f"{getattr(sync_fn, '__name__', None)} from {job.task.name}"

    def release_and_unwrap(result):
        try:
            return result.unwrap()
        finally:
            limiter.release_on_behalf_of(placeholder)

    def report_back(result):
        result = capture(release_and_unwrap, result)
        if job.task is not None:
            _trio.reschedule(job.task, Value(result))

    def deliver(result):
        try:
            job.token.run_sync_soon(report_back, result)
        except _trio.RunFinishedError:
            pass

    name = shown or _name(sync_fn)
    queued = _threads.queued(name)
    try:
        await limiter.acquire_on_behalf_of(placeholder)
    except BaseException:
        _threads.refused()
        raise
    active.count += 1
    try:
        _start(sync_fn, args, context, job, deliver, thread_name, queued)

        def abort(raise_cancel):
            job.raise_cancel = raise_cancel
            if not abandon_on_cancel:
                return Abort.FAILED
            job.task = None
            _trio.thread_abandoned()
            return Abort.SUCCEEDED

        while True:
            message = await _trio.wait_for_thread(abort, name)
            if isinstance(message, Outcome):
                return message.unwrap()
            await message.run()
    finally:
        active.count -= 1
        if active.count == 0:
            active.event.set()
            active.event = _trio.Event()


def _active_threads():
    try:
        return _active.get()
    except LookupError:
        active = _ActiveThreads()
        _active.set(active)
        return active


class _Message:
    """Something that a thread wants done in the trio thread; it waits for the result."""

    def __init__(self, function, args):
        self._function, self._args = function, args
        self._context, self._result = contextvars.copy_context(), None

    def done(self):
        """Whether there is a result."""
        return self._result is not None

    def unwrap(self):
        """The result."""
        return self._result.unwrap()


class _Run(_Message):
    async def _call(self):
        return await _trio.coroutine_or_error(self._function, *self._args)

    async def run(self):
        task = _trio.current_task()
        before = task.context
        task.context = self._context.copy()
        await _trio.cancel_shielded_checkpoint()
        result = await acapture(self._call)
        task.context = before
        await _trio.cancel_shielded_checkpoint()
        self._result = result

    async def _run_system(self):
        self._result = await acapture(self._call)

    def run_in_system_nursery(self):
        try:
            _trio.spawn_system_task(self._run_system, name=self._function, context=self._context)
        except RuntimeError:
            self._result = Error(_trio.RunFinishedError("system nursery is closed"))


class _RunSync(_Message):
    def _call(self):
        value = self._context.run(self._function, *self._args)
        return _refuse_coroutine(value, self._function, "synchronous")

    async def run(self):
        self._result = capture(self._call)

    def run_in_system_nursery(self):
        self._result = capture(self._call)


def _send(message, token):
    """Gives a message to the trio thread: to the task that waits for this thread, or to a system task."""
    job = _threads.current()
    given = token is not None
    if not given:
        if job is None:
            raise RuntimeError("this thread wasn't created by Trio, pass kwarg trio_token=...")
        token = job.token
    elif not isinstance(token, _trio.TrioToken):
        raise RuntimeError("Passed kwarg trio_token is not of type TrioToken")
    if _trio.in_trio_task():
        raise RuntimeError("this is a blocking function; call it from a thread")
    if given or job.abandon_on_cancel:
        token.run_sync_soon(message.run_in_system_nursery)
    else:
        token.run_sync_soon(lambda: _trio.reschedule(job.task, Value(message)))


async def _wait_for(message, token):
    _send(message, token)
    await suspendable.Pause(message)
    return message.unwrap()


def _blocked(message, token):
    # Here the call cannot be suspended: in trio's own task, where it is refused, or inside a builtin.
    _send(message, token)
    raise RuntimeError("from_thread can only be called straight from the program's own functions here")


def from_thread_run(afn, *args, trio_token=None):
    """Calls an async function in the trio thread; its value."""
    return _blocked(_Run(afn, args), trio_token)


def from_thread_run_sync(fn, *args, trio_token=None):
    """Calls a function in the trio thread; its value."""
    return _blocked(_RunSync(fn, args), trio_token)


async def _from_thread_run(afn, *args, trio_token=None):
    return await _wait_for(_Run(afn, args), trio_token)


async def _from_thread_run_sync(fn, *args, trio_token=None):
    return await _wait_for(_RunSync(fn, args), trio_token)


suspendable.blocking(from_thread_run, _from_thread_run)
suspendable.blocking(from_thread_run_sync, _from_thread_run_sync)


def from_thread_check_cancelled():
    """Raises `Cancelled` if the task that waits for this thread is cancelled."""
    job = _threads.current()
    if job is None:
        raise RuntimeError("this thread wasn't created by Trio, can't check for cancellation")
    if job.raise_cancel is not None:
        job.raise_cancel()


def _public(module, **functions):
    """Gives functions the names by which programs know them, and are refused."""
    for name, function in functions.items():
        function.__name__ = function.__qualname__ = name
        function.__module__ = module


_public(
    "trio.to_thread", run_sync=to_thread_run_sync, current_default_thread_limiter=current_default_thread_limiter
)
_public(
    "trio.from_thread", run=from_thread_run, run_sync=from_thread_run_sync, check_cancelled=from_thread_check_cancelled
)
_public("trio.lowlevel", start_thread_soon=start_thread_soon)
