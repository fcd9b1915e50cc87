"""Tasks and groups of tasks.

Owns: what a task does besides being driven (waiting for it, cancelling it), groups, and the switches that hold
cancellation back. Rules: `curio/task.py`. Must not know: the kernel's loop, which is native, nor threads but by `AWAIT`.
"""

import logging
from collections import deque

import _curio

from . import meta
from .errors import CancelledError, TaskCancelled, TaskError
from .traps import _cancel_task, _kernel_trap

__all__ = [
    "Task", "TaskGroup", "current_task", "spawn", "disable_cancellation", "check_cancellation", "set_cancellation",
]


class _UsableInThreads:
    """An asynchronous context manager that async threads use with a plain `with`."""

    def __enter__(self):
        entering = self.__aenter__()
        return thread.AWAIT(entering)

    def __exit__(self, *error):
        leaving = self.__aexit__(*error)
        return thread.AWAIT(leaving)


def _get_stack(coro):
    """The frames of a suspended coroutine, outermost first."""
    return list(_frames(coro))


def _frames(coro):
    while coro is not None:
        for frame, awaited in (("cr_frame", "cr_await"), ("ag_frame", "ag_await"), ("gi_frame", "gi_yieldfrom")):
            if hasattr(coro, frame):
                if getattr(coro, frame) is not None:
                    yield getattr(coro, frame)
                coro = getattr(coro, awaited)
                break
        else:
            return


def _own_frames(task):
    return [frame for frame in _frames(task.coro) if not frame.f_code.co_filename.startswith("<espalier curio")]


class Task(_curio.TaskBase):
    """A coroutine that the kernel runs. Made by `spawn`."""

    def __init__(self, coro, parent=None):
        self.parentid = None if parent is None else parent.id
        self.name = getattr(coro, "__qualname__", str(coro))
        self.daemon = False
        self.taskgroup = None
        self.joined = False
        self._deadlines = []

    def __repr__(self):
        return f"{type(self).__name__}(id={self.id}, name={self.name!r}, state={self.state!r})"

    def __str__(self):
        filename, lineno = self.where()
        return f"{self!r} at {filename}:{lineno}" if filename else repr(self)

    def __del__(self):
        self.coro.close()
        if self.terminated and self._final_exc is not None and not (self.joined or self.cancelled):
            if not isinstance(self._final_exc, CancelledError):
                _curio.lost(self._final_exc, self, f"Task Crash: {self!r}")
        if not self.joined and not self.cancelled and not self.daemon:
            if not self.exception:
                logging.getLogger("curio.task").warning("%r never joined", self)

    async def join(self):
        """Waits for the task to end; its value, or a `TaskError` caused by its exception."""
        await self.wait()
        if self.taskgroup:
            self.taskgroup._task_discard(self)
        self.joined = True
        if self.exception:
            _curio.retrieved(self.exception, self)
            raise TaskError("Task crash") from self.exception
        return self.result

    async def wait(self):
        """Waits for the task to end."""
        if not self.terminated:
            await self.joining.suspend("TASK_JOIN")

    @property
    def result(self):
        """The task's value; raises its exception."""
        if not self.terminated:
            raise RuntimeError("Task not terminated")
        self.joined = True
        if self._final_exc:
            _curio.retrieved(self._final_exc, self)
            raise self._final_exc
        return self._final_result

    @result.setter
    def result(self, value):
        self._final_result = value

    @property
    def exception(self):
        """The task's exception, or `None`."""
        if not self.terminated:
            raise RuntimeError("Task not terminated")
        return self._final_exc

    @exception.setter
    def exception(self, value):
        self._final_exc = value

    async def cancel(self, *, exc=TaskCancelled, blocking=True):
        """Asks the task to end, by an exception thrown where it waits; waits until it has, unless told not to."""
        if self.terminated:
            self.joined = True
            return
        await _cancel_task(self, exc=exc)
        if blocking:
            await self.wait()

    def traceback(self):
        """Where the task is, as text."""
        import linecache
        import traceback

        frames = []
        for frame in _own_frames(self):
            name, line = frame.f_code.co_filename, frame.f_lineno
            frames.append((name, line, frame.f_code.co_name, linecache.getline(name, line, frame.f_globals)))
        if not frames:
            return f"No stack for {self!r}"
        return f"Stack for {self!r} (most recent call last):\n" + "".join(traceback.format_list(frames))

    def where(self):
        """File and line where the task is."""
        for frame in _own_frames(self):
            return frame.f_code.co_filename, frame.f_lineno
        return None, None


class ContextTask(Task):
    """A task with context variables of its own, for `Kernel(taskcls=ContextTask)`."""

    def __init__(self, coro, parent=None):
        import contextvars

        super().__init__(coro)
        self._context = parent._context.copy() if parent else contextvars.copy_context()

    def send(self, value):
        return self._context.run(super().send, value)


class TaskGroup(_UsableInThreads):
    """Tasks that end together. `wait` says when the group has enough: `all`, `any`, `object` or `None`."""

    def __init__(self, tasks=(), *, wait=all):
        self._running = {}  # in the order of joining: who is cancelled first must not be chance
        self._finished = deque()
        self._daemonic = {}
        self._tasks = set()
        self._joined = False
        self._wait = wait
        self._scope = None
        self.completed = None
        for task in tasks:
            assert not task.taskgroup, "Task already assigned to a task group"
            self._take(task)
            if task.terminated:
                self._finished.append(task)
        self._sema = sync.Semaphore(len(self._finished))

    def _take(self, task):
        task.taskgroup = self
        if not task.daemon:
            self._tasks.add(task)
        if not task.terminated:
            (self._daemonic if task.daemon else self._running)[task] = None

    @property
    def tasks(self):
        """The tasks of the group, oldest first, without those that were joined or taken out."""
        return sorted(self._tasks, key=lambda task: task.id)

    def _must_be_over(self):
        if not self._joined:
            raise RuntimeError("Task group not yet terminated")

    @property
    def result(self):
        """The value of the task that ended first; raises its exception."""
        self._must_be_over()
        if not self.completed:
            raise RuntimeError("No task successfully completed")
        return self.completed.result

    @property
    def exception(self):
        """The exception of the task that ended first."""
        self._must_be_over()
        return self.completed.exception if self.completed else None

    @property
    def results(self):
        """All values; raises the first exception."""
        self._must_be_over()
        return [task.result for task in self.tasks]

    @property
    def exceptions(self):
        """All exceptions, with `None` for tasks that did not fail."""
        self._must_be_over()
        return [task.exception for task in self.tasks]

    def _show(self):
        """The group becomes a scope of the trace."""
        if self._scope is None:
            self._scope = _curio.open_group()
            self._sema._waiting._belongs_to(self._scope)

    async def _task_done(self, task):
        if task.daemon:
            self._daemonic.pop(task, None)
            return
        self._running.pop(task, None)
        self._finished.append(task)
        await self._sema.release()

    def _task_discard(self, task):
        if task in self._finished:
            self._finished.remove(task)
        self._tasks.discard(task)
        task.taskgroup = None

    async def add_task(self, task):
        """Puts a task into the group."""
        if task.taskgroup:
            raise RuntimeError("Task is already part of a task group")
        if self._joined:
            raise RuntimeError("TaskGroup already joined")
        self._show()
        self._take(task)
        if task.terminated:
            await self._task_done(task)

    async def spawn(self, coro, *args, daemon=False):
        """A new task in the group."""
        if self._joined:
            raise RuntimeError("TaskGroup already joined")
        self._show()
        task = await _spawn_in(self._scope, coro, args, daemon)
        await self.add_task(task)
        return task

    async def spawn_thread(self, func, *args, daemon=False):
        """A new async thread in the group."""
        if self._joined:
            raise RuntimeError("TaskGroup already joined")
        self._show()
        made = await thread.spawn_thread(func, *args, daemon=daemon)
        await self.add_task(made)
        return made

    async def next_done(self):
        """The next task to end, which leaves the group; `None` if there is none left."""
        while self._running and not self._finished:
            await self._sema.acquire()
        if not self._finished:
            return None
        task = self._finished.popleft()
        await task.wait()
        task.taskgroup = None
        self._tasks.discard(task)
        return task

    async def next_result(self):
        """The value of the next task to end; raises its exception."""
        if done := await self.next_done():
            return done.result
        raise RuntimeError("No task available")

    async def cancel_remaining(self):
        """Cancels all at once those that still run, which leave the group."""
        await self._cancel_remaining("program")

    async def _cancel_remaining(self, why):
        running = list(self._running)
        if running and self._scope is not None:
            _curio.group_cancels(self._scope, why)
        for task in running:
            _curio.cancelled_for(task, why)
            await task.cancel(blocking=False)
        for task in running:
            await task.wait()
            self._task_discard(task)

    async def join(self):
        """Waits until the group has enough, then cancels what still runs, one task after the other."""
        if self._scope is not None:
            _curio.exit_scope(self._scope)
        why = "program"
        try:
            while self._wait is not None and (self._finished or self._running):
                while not self._finished:
                    await self._sema.acquire()
                if self._has_enough():
                    if self.completed is not None and self.completed.exception:
                        why = "child failed"
                    return
        except BaseException:
            why = "owner cancelled"
            raise
        finally:
            if (self._running or self._daemonic) and self._scope is not None:
                _curio.group_cancels(self._scope, why)
            for members in (self._running, self._daemonic):
                while members:
                    task = next(iter(members))
                    del members[task]
                    _curio.cancelled_for(task, why)
                    await task.cancel()
            self._joined = True
            if self._scope is not None:
                _curio.close_scope(self._scope, None)

    def _has_enough(self):
        """Looks through those that have ended since."""
        while self._finished:
            task = self._finished.popleft()
            with_nothing = not task.exception and task.result is None
            if self.completed is None and not (self._wait is object and with_nothing):
                self.completed = task
            if task.exception or self._wait is any or (self._wait is object and not with_nothing):
                return True
        return False

    async def __aenter__(self):
        self._show()
        return self

    async def __aexit__(self, kind, error, tb):
        if kind:
            await self._cancel_remaining("body failed")
        await self.join()

    async def __anext__(self):
        if done := await self.next_done():
            return done
        raise StopAsyncIteration

    def __aiter__(self):
        return self

    def __next__(self):
        following = self.__anext__()
        try:
            return thread.AWAIT(following)
        except StopAsyncIteration:
            raise StopIteration

    def __iter__(self):
        return thread.AWAIT(self.__aiter__())


async def current_task():
    """The task that calls."""
    return await _curio.current_task()


async def _spawn_in(scope, corofunc, args, daemon):
    coro = meta.instantiate_coroutine(corofunc, *args)
    if scope is not None:
        _curio.spawning_in(scope)
    task = await _kernel_trap("trap_spawn", coro)
    task.daemon = daemon
    return task


async def spawn(corofunc, *args, daemon=False):
    """A new task."""
    return await _spawn_in(None, corofunc, args, daemon)


class _CancellationManager(_UsableInThreads):
    """A block in which no cancellation is delivered."""

    async def __aenter__(self):
        task = self.task = await current_task()
        self._allowed_outside, task.allow_cancel = task.allow_cancel, False
        return self

    async def __aexit__(self, kind, error, tb):
        self.task.allow_cancel = self._allowed_outside
        held_back = isinstance(error, CancelledError) and not self._allowed_outside
        if held_back:
            self.task.cancel_pending = error
        return held_back


def disable_cancellation(coro=None, *args):
    """Holds cancellation back during a block, or a coroutine."""
    block = _CancellationManager()
    if coro is None:
        return block
    held_back = meta.instantiate_coroutine(coro, *args)

    async def run():
        async with block:
            return await held_back

    return run()


async def check_cancellation(exc_type=None):
    """Raises a pending cancellation, or gives it back where cancellation is held back; of one type, and taken away, if asked."""
    task = await current_task()
    pending = task.cancel_pending
    if exc_type and not isinstance(pending, exc_type):
        return None
    if pending and task.allow_cancel:
        _curio.delivered(pending)
        try:
            raise pending
        finally:
            task.cancel_pending = None
    if exc_type:
        task.cancel_pending = None
    return pending


async def set_cancellation(exc):
    """Makes `exc` the pending cancellation; the one before."""
    task = await current_task()
    before, task.cancel_pending = task.cancel_pending, exc
    return before


# They are made of tasks themselves.
from . import sync, thread
