"""Work in threads: `run_in_thread` and its relatives.

Owns: the pool of workers and what a cancelled wait leaves behind. Rules: `curio/workers.py`. Must not know: how a thread is
simulated (`_curio.start_thread`, `_espalier_suspendable`).
"""

import contextvars
import threading
from collections import Counter, defaultdict

import _curio
import _espalier_suspendable as suspendable

from . import sync
from .errors import CancelledError
from .traps import _future_wait, _get_kernel

__all__ = ["run_in_executor", "run_in_thread", "run_in_process", "block_in_thread"]

MAX_WORKER_THREADS = 64


class _FutureLess:
    """The future of a call in a thread."""

    def __init__(self, name):
        self._espalier_call = name

    def set_result(self, result):
        self._result = result
        self._callback(self)

    def set_exception(self, error):
        self._error = error
        self._callback(self)

    def result(self):
        try:
            return self._result
        except AttributeError:  # programs can see it: it becomes the context of what the call has raised
            raise self._error from None

    def add_done_callback(self, callback):
        self._callback = callback

    def cancel(self):
        _curio.thread_abandoned()


class ThreadWorker:
    """A thread that does one call after the other."""

    def __init__(self, pool):
        self.terminated = False
        self.pool = pool
        self._context = contextvars.Context()
        self._thread = None

    async def release(self):
        if self.pool:
            await self.pool.release(self)

    def shutdown(self):
        self.terminated = True

    async def apply(self, func, args=(), call_on_cancel=None):
        """The value of `func(*args)`, called in the thread. If cancelled, the call goes on, and `call_on_cancel` hears of it."""
        name = getattr(func, "__qualname__", None) or repr(func)
        future = _FutureLess(f"run_in_thread({name})")
        left = cancelled = False

        async def work():
            try:
                result = await suspendable.call(func, *args)
            except BaseException as error:
                future.set_exception(suspendable.raised(error))
            else:
                future.set_result(result)
            await suspendable.until(lambda: left)
            if cancelled and call_on_cancel:
                await suspendable.call(call_on_cancel, future)

        try:
            await _future_wait(future, _Starter(work, self, name))
            return future.result()
        except CancelledError:
            cancelled = True
            self.shutdown()
            raise
        finally:
            left = True


class _Starter:
    """Sets a worker to work once its future is watched."""

    def __init__(self, work, worker, name):
        self._work, self._worker, self._name = work, worker, name

    def set(self):
        worker = self._worker
        if worker._thread is None:
            worker._thread = suspendable.Thread(threading._newname("Thread-%d (run_worker)"), daemon=True)
        _curio.start_thread(suspendable.Job(self._work(), worker._thread), worker._context, worker, self._name)


class WorkerPool:
    """Workers to be reserved, so many at a time; those who ask for more wait."""

    def __init__(self, workercls, nworkers):
        self.workercls, self.workers = workercls, []  # those at leisure
        self.nworkers = sync.Semaphore(nworkers)

    async def reserve(self):
        await self.nworkers.acquire()
        if self.workers:
            return self.workers.pop()
        return self.workercls(self)

    async def release(self, worker):
        if not worker.terminated:
            self.workers.append(worker)
        await self.nworkers.release()

    def shutdown(self):
        dismissed, self.workers = self.workers, []
        for worker in dismissed:
            worker.shutdown()


def ThreadPool(nworkers):
    """A pool of threads of its own."""
    return WorkerPool(ThreadWorker, nworkers)


async def reserve_thread_worker():
    """A worker of the kernel's own pool."""
    kernel = await _get_kernel()
    pool = getattr(kernel, "thread_pool", None)
    if pool is None:
        pool = kernel.thread_pool = ThreadPool(MAX_WORKER_THREADS)
        kernel._call_at_shutdown(pool.shutdown)
    return await pool.reserve()


async def run_in_thread(callable, *args, call_on_cancel=None):
    """The value of `callable(*args)`, called in a thread."""
    reserved = await reserve_thread_worker()
    try:
        return await reserved.apply(callable, args, call_on_cancel)
    finally:
        await reserved.release()


_pending = Counter()
_barrier = defaultdict(sync.Semaphore)


async def block_in_thread(callable, *args, call_on_cancel=None):
    """As `run_in_thread`, but all who call the same thing share one thread, one after the other."""
    owner = getattr(callable, "__self__", None)
    key = (callable.__name__, id(owner)) if hasattr(callable, "__self__") else id(callable)
    _pending[key] += 1
    async with _barrier[key]:
        try:
            return await run_in_thread(callable, *args, call_on_cancel=call_on_cancel)
        finally:
            _pending[key] -= 1
            if not _pending[key]:
                del _pending[key]
                del _barrier[key]


async def run_in_executor(exc, callable, *args):
    """The value of a call that an executor of `concurrent.futures` makes."""
    future = exc.submit(callable, *args)
    await _future_wait(future)
    return future.result()


async def run_in_process(callable, *args):
    """There are no processes here."""
    raise NotImplementedError("curio.run_in_process: there are no processes in a browser")
