"""`threading` and `queue` where threads are simulated: what of them knows which thread runs, starts one, or blocks.

A thread is a job (`_espalier_suspendable`) in the world of `_threads`. What blocks there has two forms: in a job that can be
suspended it is a coroutine, registered beside the function; anywhere else `_threads.block` lets the other threads go on meanwhile.

Owns: locks, the handle of a thread, and the coroutine forms. Must not know: any async library.
"""

import time

import _espalier_suspendable as suspendable
import _threads
from _espalier_suspendable import Until, blocking, call

TIMEOUT_MAX = 9223372036.0


def get_ident():
    """The number of the thread that runs."""
    worker = suspendable.current()
    return MAIN_IDENT if worker is None else worker.ident


MAIN_IDENT = 139_000_000_000_000


def _limit(blocking, timeout):
    """How long an `acquire` may take; `None` for ever."""
    if not blocking:
        if timeout != -1:
            raise ValueError("can't specify a timeout for a non-blocking call")
        return 0
    if timeout == -1:
        return None
    if timeout < 0:
        raise ValueError("timeout value must be a non-negative number")
    return timeout


class lock:
    """`threading.Lock`."""

    __module__ = "_thread"
    __slots__ = ("_locked", "__weakref__")

    def __init__(self):
        self._locked = False

    def acquire(self, blocking=True, timeout=-1):
        seconds = _limit(blocking, timeout)
        if self._locked and (seconds == 0 or not _threads.block(self._is_free, seconds)):
            return False
        self._locked = True
        return True

    async def _acquire(self, blocking=True, timeout=-1):
        seconds = _limit(blocking, timeout)
        while self._locked:
            if seconds == 0:
                return False
            before = time.monotonic()
            await Until(self._is_free, seconds)
            if seconds is not None:
                seconds = max(0, seconds - (time.monotonic() - before))
        self._locked = True
        return True

    def _is_free(self):
        return not self._locked

    def release(self):
        if not self._locked:
            raise RuntimeError("release unlocked lock")
        self._locked = False

    def locked(self):
        return self._locked

    acquire_lock, release_lock, locked_lock = acquire, release, locked

    def __enter__(self):
        self.acquire()
        return True

    async def _enter(self):
        return await self._acquire()

    def __exit__(self, *error):
        self.release()

    def _at_fork_reinit(self):
        self._locked = False

    def __repr__(self):
        return f"<{'locked' if self._locked else 'unlocked'} _thread.lock object at {id(self):#x}>"


blocking(lock.acquire, lock._acquire)
blocking(lock.__enter__, lock._enter)


class Handle:
    """What a `Thread` knows of its end."""

    def __init__(self):
        self.ident, self._done = None, False

    def is_done(self):
        return self._done

    def _set_done(self):
        self._done = True

    def join(self, timeout=None):
        if not self._done:
            _threads.block(self.is_done, timeout)


def start(thread, handle):
    """Starts a `threading.Thread`: its `run` is the job."""
    worker = suspendable.Thread(thread.name, thread.daemon, thread)
    handle.ident = thread._ident = worker.ident
    thread._native_id = worker.ident

    async def bootstrap():
        try:
            await call(thread.run)
        except BaseException:
            thread._invoke_excepthook(thread)

    def ended(value, error):
        handle._set_done()

    thread._started.set()
    # The run method's own name would say nothing.
    name = getattr(getattr(thread, "_target", None), "__qualname__", type(thread).__qualname__)
    job = suspendable.Job(bootstrap(), worker)
    _threads.start(job, thread._context, None, ended, _threads.queued(name), thread.daemon)


def install_threading(threading):
    """Registers the coroutine forms of what `threading` has."""
    Thread, Condition, Event = threading.Thread, threading.Condition, threading.Event

    async def run(self):
        try:
            if self._target is not None:
                await call(self._target, *self._args, **self._kwargs)
        finally:
            del self._target, self._args, self._kwargs

    async def join(self, timeout=None):
        if not self._started.is_set():
            raise RuntimeError("cannot join thread before it is started")
        if self is threading.current_thread():
            raise RuntimeError("cannot join current thread")
        await Until(self._os_thread_handle.is_done, None if timeout is None else max(timeout, 0))

    async def wait(self, timeout=None):
        if not self._is_owned():
            raise RuntimeError("cannot wait on un-acquired lock")
        waiter = lock()
        waiter.acquire()
        self._waiters.append(waiter)
        saved = self._release_save()
        woken = False
        try:
            woken = await waiter._acquire(timeout != 0, -1 if timeout is None or timeout <= 0 else timeout)
            return woken
        finally:
            while self._lock.locked() and not self._is_owned():
                await Until(lambda: not self._lock.locked())
            self._acquire_restore(saved)
            if not woken and waiter in self._waiters:
                self._waiters.remove(waiter)

    async def wait_for(self, predicate, timeout=None):
        end = None if timeout is None else time.monotonic() + timeout
        result = await call(predicate)
        while not result:
            left = None if end is None else end - time.monotonic()
            if left is not None and left <= 0:
                break
            await wait(self, left)
            result = await call(predicate)
        return result

    async def event_wait(self, timeout=None):
        if not self._flag:
            await Until(lambda: self._flag, timeout)
        return self._flag

    async def semaphore_acquire(self, blocking=True, timeout=None):
        if not blocking and timeout is not None:
            raise ValueError("can't specify timeout for non-blocking acquire")
        if self._value == 0 and (not blocking or not await Until(lambda: self._value > 0, timeout)):
            return False
        self._value -= 1
        return True

    async def rlock_acquire(self, blocking=True, timeout=-1):
        if self._owner != get_ident() and not await self._block._acquire(blocking, timeout):
            return False
        if self._owner == get_ident():
            self._count += 1
        else:
            self._owner, self._count = get_ident(), 1
        return True

    async def condition_enter(self):
        return await call(type(self._lock).__enter__, self._lock)

    async def barrier_wait(self, timeout=None):
        timeout = self._timeout if timeout is None else timeout
        with self._cond:
            await Until(lambda: self._state not in (-1, 1))
            if self._state < 0:
                raise threading.BrokenBarrierError
            index = self._count
            self._count += 1
            try:
                if index + 1 == self._parties:
                    self._release()
                else:
                    await wait_for(self._cond, lambda: self._state != 0, timeout)
                    if self._state == 0:
                        self._break()
                    if self._state != 1:
                        raise threading.BrokenBarrierError
                return index
            finally:
                self._count -= 1
                self._exit()

    blocking(Thread.run, run)
    blocking(Thread.join, join)
    blocking(Condition.wait, wait)
    blocking(Condition.wait_for, wait_for)
    blocking(Condition.__enter__, condition_enter)
    blocking(Event.wait, event_wait)
    blocking(threading.Semaphore.acquire, semaphore_acquire)
    blocking(threading._PyRLock.acquire, rlock_acquire)
    blocking(threading.Barrier.wait, barrier_wait)


def install_queue(queue):
    """Registers the coroutine forms of what `queue` has."""
    Queue = queue.Queue

    async def put(self, item, block=True, timeout=None):
        if block and timeout is not None and timeout < 0:
            raise ValueError("'timeout' must be a non-negative number")
        free = lambda: self.maxsize <= 0 or self._qsize() < self.maxsize or self.is_shutdown
        if block:
            await Until(free, timeout)
        return self.put(item, block=False)

    async def get(self, block=True, timeout=None):
        if block and timeout is not None and timeout < 0:
            raise ValueError("'timeout' must be a non-negative number")
        if block:
            await Until(lambda: self._qsize() > 0 or self.is_shutdown, timeout)
        return self.get(block=False)

    async def join(self):
        await Until(lambda: not self.unfinished_tasks)

    async def simple_get(self, block=True, timeout=None):
        if timeout is not None and timeout < 0:
            raise ValueError("'timeout' must be a non-negative number")
        if block:
            await Until(lambda: self.qsize() > 0, timeout)
        return self.get(False)

    blocking(Queue.put, put)
    blocking(Queue.get, get)
    blocking(Queue.join, join)
    blocking(queue._PySimpleQueue.get, simple_get)
