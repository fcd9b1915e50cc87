"""The standard library's threads beside curio's: `threading` and `queue`, as simulated threads meet them.

Owns: what a thread that is not curio's does, and which of the standard library's calls block a thread. Rules: CPython's library
reference on `threading` and `queue`. Must not know: how a thread is simulated (`_curio.start_thread`, `_espalier_suspendable`).
"""

import contextvars
import queue
import threading

import _curio
import _espalier_suspendable as suspendable

_over = {}  # threads begun here: whether they have ended


async def _run(thread):
    try:
        if type(thread).run is threading.Thread.run:
            if thread._target is not None:
                await suspendable.call(thread._target, *thread._args, **thread._kwargs)
        else:
            await suspendable.call(thread.run)
    except SystemExit:
        pass
    except BaseException as error:
        threading.excepthook(threading.ExceptHookArgs((type(error), error, error.__traceback__, thread)))
    finally:
        _over[thread] = True


def _start(self):
    if self in _over:
        raise RuntimeError("threads can only be started once")
    self._started.set()
    _over[self] = False
    _curio.start_thread(_run(self), contextvars.Context(), self, self.name)


def _join(self, timeout=None):
    if self not in _over:
        raise RuntimeError("cannot join thread before it is started")
    if not _over[self]:
        suspendable.refuse("Thread.join")


async def _join_in_thread(self, timeout=None):
    if self not in _over:
        raise RuntimeError("cannot join thread before it is started")
    await suspendable.until(lambda: _over[self], timeout)


def _is_alive(self):
    return _over.get(self) is False


_main_thread = threading.current_thread()


def _current_thread():
    thread = _curio.current_thread()
    return thread if isinstance(thread, threading.Thread) else _main_thread


threading.Thread.start, threading.Thread.join, threading.Thread.is_alive = _start, _join, _is_alive
threading.current_thread = _current_thread
suspendable.blocking(_join, _join_in_thread)


async def _event_wait(event, timeout=None):
    await suspendable.until(event.is_set, timeout)
    return event.is_set()


suspendable.blocking(threading.Event.wait, _event_wait)

_Lock = type(threading.Lock())


async def _lock_acquire(lock, blocking=True, timeout=-1):
    if blocking:
        await suspendable.until(lambda: not lock.locked(), None if timeout < 0 else timeout)
    return lock.acquire(False)


suspendable.blocking(_Lock.acquire, _lock_acquire)
suspendable.blocking(_Lock.__enter__, _lock_acquire)


def _blocking_queue_call(name, ready):
    function = getattr(queue.Queue, name)

    async def blocks(self, *args, block=True, timeout=None):
        taken = 1 if name == "put" else 0
        args, (block, timeout) = args[:taken], (*args[taken:], *(block, timeout)[len(args) - taken :])
        if block:
            if timeout is not None and timeout < 0:
                raise ValueError("'timeout' must be a non-negative number")
            await suspendable.until(lambda: ready(self), timeout)
        return function(self, *args, block=False)

    suspendable.blocking(function, blocks)


_blocking_queue_call("get", lambda queue: queue._qsize() > 0)
_blocking_queue_call("put", lambda queue: not 0 < queue.maxsize <= queue._qsize())


async def _queue_join(self):
    await suspendable.until(lambda: not self.unfinished_tasks)


suspendable.blocking(queue.Queue.join, _queue_join)
