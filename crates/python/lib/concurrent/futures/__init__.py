"""concurrent.futures, as far as asynchronous programs use it: futures, and a pool of simulated threads.

Rules: CPython 3.13's library reference on `concurrent.futures`. A pool's threads are the running loop's; where no loop
runs, a job is done at once, when it is submitted.
Must not know: how a thread is driven; that is the loop's.
"""

from itertools import count
from types import GenericAlias

import _asyncio

FIRST_COMPLETED = "FIRST_COMPLETED"
FIRST_EXCEPTION = "FIRST_EXCEPTION"
ALL_COMPLETED = "ALL_COMPLETED"

TimeoutError = TimeoutError


class Error(Exception):
    """What is wrong with a future."""


class CancelledError(Error):
    """The future was cancelled."""


class InvalidStateError(Error):
    """Not allowed in this state."""


class BrokenExecutor(RuntimeError):
    """The executor can do no more."""


for _class in (CancelledError, InvalidStateError):
    _class.__module__ = "concurrent.futures._base"


class Future:
    """The result of a job that a thread does."""

    # A thread that calls these goes on when the named predicate holds.
    _espalier_waits = {"result": "done", "exception": "done"}
    # What lets loops in other threads go on until a future is done, where there are such.
    _drive = None
    # How many have ended before: the order in which `as_completed` gives them.
    _endings = count()
    __class_getitem__ = classmethod(GenericAlias)

    def __init__(self):
        self._state = "PENDING"
        self._result = None
        self._exception = None
        self._callbacks = []
        self._ending = None

    def cancel(self):
        if self._state in ("RUNNING", "FINISHED"):
            return False
        if self._state == "PENDING":
            self._state = "CANCELLED"
            self._ending = next(self._endings)
            self._call_back()
        return True

    def cancelled(self):
        return self._state == "CANCELLED"

    def running(self):
        return self._state == "RUNNING"

    def done(self):
        return self._state in ("CANCELLED", "FINISHED")

    def _wait(self):
        _wait_for(self)
        if self._state == "CANCELLED":
            raise CancelledError()
        if self._state != "FINISHED":
            raise TimeoutError()

    def result(self, timeout=None):
        self._wait()
        if self._exception is not None:
            raise self._exception
        return self._result

    def exception(self, timeout=None):
        self._wait()
        return self._exception

    def add_done_callback(self, fn):
        if self.done():
            fn(self)
        else:
            self._callbacks.append(fn)

    def _call_back(self):
        callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback(self)

    def set_running_or_notify_cancel(self):
        if self._state == "CANCELLED":
            return False
        self._state = "RUNNING"
        return True

    def set_result(self, result):
        self._finish(result, None)

    def set_exception(self, exception):
        self._finish(None, exception)

    def _finish(self, result, exception):
        if self.done():
            raise InvalidStateError(f"{self._state}: {self!r}")
        self._result, self._exception = result, exception
        self._state = "FINISHED"
        self._ending = next(self._endings)
        self._call_back()


def _wait_for(future):
    if not future.done() and Future._drive is not None:
        Future._drive(future)
    if not future.done():
        _asyncio._drive_threads(future)


class Executor:
    """Does jobs."""

    def submit(self, fn, /, *args, **kwargs):
        raise NotImplementedError()

    def map(self, fn, *iterables, timeout=None, chunksize=1):
        futures = [self.submit(fn, *args) for args in zip(*iterables)]
        return (future.result() for future in futures)

    def shutdown(self, wait=True, *, cancel_futures=False):
        pass

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        self.shutdown(wait=True)
        return False


class ThreadPoolExecutor(Executor):
    """Does jobs in at most `max_workers` simulated threads, first come first served."""

    _counter = count()

    def __init__(self, max_workers=None, thread_name_prefix="", initializer=None, initargs=()):
        if max_workers is None:
            max_workers = 32
        if max_workers <= 0:
            raise ValueError("max_workers must be greater than 0")
        if initializer is not None and not callable(initializer):
            raise TypeError("initializer must be a callable")
        self._max_workers = max_workers
        self._thread_name_prefix = thread_name_prefix or f"ThreadPoolExecutor-{next(self._counter)}"
        self._shut_down = False
        self._jobs = []

    def submit(self, fn, /, *args, **kwargs):
        return self._submit_in(None, fn, *args, **kwargs)

    def _submit_in(self, context, fn, /, *args, **kwargs):
        """A job that runs in `context`; in its thread's own, if that is `None`."""
        if self._shut_down:
            raise RuntimeError("cannot schedule new futures after shutdown")
        future = Future()
        self._jobs.append(future)
        if _asyncio._get_running_loop() is not None:
            _asyncio._submit(self, future, context, fn, *args, **kwargs)
            return future
        future.set_running_or_notify_cancel()
        try:
            result = fn(*args, **kwargs)
        except BaseException as error:
            future.set_exception(error)
        else:
            future.set_result(result)
        return future

    def _idle(self):
        return all(job.done() for job in self._jobs)

    done = _idle

    def shutdown(self, wait=True, *, cancel_futures=False):
        self._shut_down = True
        if cancel_futures:
            for job in self._jobs:
                job.cancel()
        if wait and not self._idle():
            _asyncio._drive_threads(self)


class ProcessPoolExecutor(Executor):
    """Named by programs; there are no processes in a browser."""

    def __init__(self, *args, **kwargs):
        raise NotImplementedError("ProcessPoolExecutor: there are no processes in a browser, where Espalier runs")


class _FirstOf:
    """Done as soon as one of several is."""

    def __init__(self, fs):
        self._fs = fs

    def done(self):
        return any(future.done() for future in self._fs)


def wait(fs, timeout=None, return_when=ALL_COMPLETED):
    fs, given = list(dict.fromkeys(fs)), set()
    for future in as_completed(fs):
        given.add(future)
        failed = future.done() and not future.cancelled() and future.exception() is not None
        if return_when == FIRST_COMPLETED or return_when == FIRST_EXCEPTION and failed:
            break
    given.update(future for future in fs if future.done())
    return given, {future for future in fs if future not in given}


def as_completed(fs, timeout=None):
    pending = list(dict.fromkeys(fs))
    while pending:
        _wait_for(_FirstOf(pending))
        ended = sorted((future for future in pending if future.done()), key=lambda future: future._ending)
        # A simulated thread cannot wait here; it does where it asks for the result.
        for future in ended or pending[:1]:
            pending.remove(future)
            yield future
