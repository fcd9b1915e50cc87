"""The standard library's threads beside curio's: `threading.Thread`.

Owns: what a thread does that is not curio's. Rules: CPython's library reference on `threading`. Must not know: how a thread is
simulated (`_curio.start_thread`, `_espalier_suspendable`).
"""

import contextvars
import queue  # its calls that block are learnt when a thread first runs
import threading

import _curio
import _espalier_suspendable as suspendable


def blocked_until(predicate, name):
    """The thread that calls, which cannot be suspended, is blocked; simulated threads go on meanwhile."""
    if not predicate() and not _curio.drive_threads(predicate):
        suspendable.refuse(name)


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
    self._ident = suspendable.Thread(self.name).ident
    _curio.start_thread(suspendable.Job(_run(self), self), contextvars.Context(), self, self.name)


def _join(self, timeout=None):
    if self not in _over:
        raise RuntimeError("cannot join thread before it is started")
    blocked_until(lambda: _over[self], "Thread.join")


async def _join_in_thread(self, timeout=None):
    if self not in _over:
        raise RuntimeError("cannot join thread before it is started")
    await suspendable.until(lambda: _over[self], timeout)


def _is_alive(self):
    return _over.get(self) is False


threading.Thread.start, threading.Thread.join, threading.Thread.is_alive = _start, _join, _is_alive
suspendable.blocking(_join, _join_in_thread)
