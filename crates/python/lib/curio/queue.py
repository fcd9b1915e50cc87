"""Queues between tasks, and one that threads share.

Owns: who gets what when. Rules: `curio/queue.py`. Must not know: how tasks wait (`sched`), how threads are simulated, but
for which calls block (`_espalier_suspendable`).
"""

from collections import deque
from concurrent.futures import Future
from heapq import heappop, heappush

import _espalier_suspendable as suspendable

from . import meta, workers
from ._foreign import blocked_until
from .errors import CancelledError
from .sched import SchedBarrier, SchedFIFO
from .traps import _future_wait

__all__ = ["Queue", "PriorityQueue", "LifoQueue", "UniversalQueue"]


class QueueBase:
    """A queue between tasks; what order items come in is left open."""

    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self._get_waiting = SchedFIFO()
        self._put_waiting = SchedFIFO()
        self._join_waiting = SchedBarrier()
        self._task_count = 0
        self._queue = self._init_internal_queue()

    def __repr__(self):
        return f"<{super().__repr__()[1:-1]}, len={len(self._queue)}>"

    def empty(self):
        return not self._queue

    def full(self):
        return self.maxsize and len(self._queue) == self.maxsize

    def qsize(self):
        return len(self._queue)

    async def get(self):
        # Who comes later does not pass those who wait, even if there is an item.
        must_wait = bool(self._get_waiting)
        while must_wait or self.empty():
            must_wait = False
            await self._get_waiting.suspend("QUEUE_GET")
        item = self._get_item()
        if self._put_waiting:
            await self._put_waiting.wake()
        return item

    async def put(self, item):
        while self.full():
            await self._put_waiting.suspend("QUEUE_PUT")
        self._put_item(item)
        self._task_count += 1
        if self._get_waiting:
            await self._get_waiting.wake()

    async def task_done(self):
        self._task_count -= 1
        if self._task_count == 0 and self._join_waiting:
            await self._join_waiting.wake()

    async def join(self):
        if self._task_count > 0:
            await self._join_waiting.suspend("QUEUE_JOIN")


class UniversalQueueBase:
    """A queue between tasks and threads: what cannot be done at once becomes a future."""

    def __init__(self, *, maxsize=0, withfd=False):
        if withfd:
            raise NotImplementedError("UniversalQueue(withfd=True): there are no sockets in a browser")
        self.maxsize = maxsize
        self._queue = self._init_internal_queue()
        self._getters = deque()
        self._putters = deque()
        self._unfinished_tasks = 0

    def empty(self):
        return not self._queue

    def full(self):
        return False

    def qsize(self):
        return len(self._queue)

    def fileno(self):
        raise AssertionError("Queue not created with I/O polling enabled")

    def _get_complete(self):
        self._put_notify()

    def _get(self):
        """An item, or else the future of one."""
        if self._queue and not self._getters:
            item = self._get_item()
            self._get_complete()
            return item, None
        future = Future()
        future.add_done_callback(lambda done: None if done.cancelled() else self._get_complete())
        self._getters.append(future)
        return None, future

    def _put_notify(self):
        """There is room: somebody who waits for it goes on."""
        while self._putters:
            putter = self._putters.popleft()
            if not putter.cancelled():
                putter.set_result(None)
                return

    def _put(self, item, requeue=False):
        """Puts an item; gives back a future if there is no room yet."""
        if 0 < self.maxsize <= len(self._queue):
            future = Future()
            self._putters.append(future)
            return future
        if requeue:
            self._unget_item(item)
        else:
            self._put_item(item)
            self._unfinished_tasks += 1
        while self._getters:
            getter = self._getters.popleft()
            if not getter.cancelled():
                getter.set_result(self._get_item())
                break
        return None

    def get(self):
        item, future = self._get()
        if future:
            blocked_until(future.done, "UniversalQueue.get")
            item = future.result()
        return item

    @meta.awaitable(get)
    async def get(self):
        item, future = self._get()
        if future:
            try:
                await _future_wait(future)
            except CancelledError:
                # An item that came all the same goes back.
                future.add_done_callback(lambda done: None if done.cancelled() else self._put(done.result(), True))
                raise
            item = future.result()
        return item

    def put(self, item):
        while future := self._put(item):
            blocked_until(future.done, "UniversalQueue.put")

    @meta.awaitable(put)
    async def put(self, item):
        while future := self._put(item):
            try:
                await _future_wait(future)
            except CancelledError:
                # Word of room that came all the same goes to the next.
                future.add_done_callback(lambda done: None if done.cancelled() else self._put_notify())
                raise

    def task_done_sync(self):
        self._unfinished_tasks -= 1
        assert self._unfinished_tasks >= 0, "task_done called too many times"

    @meta.awaitable(task_done_sync)
    async def task_done(self):
        self.task_done_sync()

    def join_sync(self):
        blocked_until(lambda: not self._unfinished_tasks, "UniversalQueue.join")

    @meta.awaitable(join_sync)
    async def join(self):
        await workers.block_in_thread(self.join_sync)


async def _get_in_thread(queue):
    item, future = queue._get()
    if future:
        await suspendable.until(future.done)
        item = future.result()
    return item


async def _put_in_thread(queue, item):
    while future := queue._put(item):
        await suspendable.until(future.done)


async def _task_done_in_thread(queue):
    queue.task_done_sync()


async def _join_in_thread(queue):
    await suspendable.until(lambda: not queue._unfinished_tasks)


suspendable.blocking(UniversalQueueBase.get, _get_in_thread)
suspendable.blocking(UniversalQueueBase.put, _put_in_thread)
suspendable.blocking(UniversalQueueBase.task_done, _task_done_in_thread)
suspendable.blocking(UniversalQueueBase.join, _join_in_thread)
suspendable.blocking(UniversalQueueBase.join_sync, _join_in_thread)


class FIFOImpl:
    """First in, first out."""

    def _init_internal_queue(self):
        return deque()

    def _get_item(self):
        return self._queue.popleft()

    def _unget_item(self, item):
        self._queue.appendleft(item)

    def _put_item(self, item):
        self._queue.append(item)


class PriorityImpl:
    """The smallest first."""

    def _init_internal_queue(self):
        return []

    def _get_item(self):
        return heappop(self._queue)

    def _put_item(self, item):
        heappush(self._queue, item)

    _unget_item = _put_item


class LIFOImpl:
    """Last in, first out."""

    def _init_internal_queue(self):
        return []

    def _get_item(self):
        return self._queue.pop()

    def _put_item(self, item):
        self._queue.append(item)

    _unget_item = _put_item


class Queue(QueueBase, FIFOImpl):
    """First in, first out."""


class PriorityQueue(QueueBase, PriorityImpl):
    """The smallest first."""


class LifoQueue(QueueBase, LIFOImpl):
    """Last in, first out."""


class UniversalQueue(UniversalQueueBase, FIFOImpl):
    """First in, first out, between tasks and threads."""
