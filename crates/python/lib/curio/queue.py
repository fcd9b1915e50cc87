"""Queues between tasks, and one that threads share.

Owns: who gets what when. Rules: `curio/queue.py`. Must not know: how tasks wait (`sched`), how threads are simulated, but
for which calls block (`_espalier_suspendable`).
"""

from collections import deque, namedtuple
from concurrent.futures import Future
from heapq import heappop, heappush

import _espalier_suspendable as suspendable

from . import meta, workers
from ._foreign import blocked_until
from .errors import CancelledError
from .sched import SchedBarrier, SchedFIFO
from .sync import _Shown
from .traps import _future_wait

__all__ = ["Queue", "PriorityQueue", "LifoQueue", "UniversalQueue"]


_Order = namedtuple("_Order", "empty take put put_back")  # how items are kept, and which comes out

_FIRST_IN_FIRST_OUT = _Order(deque, deque.popleft, deque.append, deque.appendleft)
_SMALLEST_FIRST = _Order(list, heappop, heappush, heappush)
_LAST_IN_FIRST_OUT = _Order(list, list.pop, list.append, list.append)


class _Items:
    """What is in a queue; `_order` is left to the classes that programs use."""

    def __init__(self, maxsize):
        self._queue = self._order.empty()
        self.maxsize = maxsize

    def qsize(self):
        return len(self._queue)

    def empty(self):
        return not self._queue

    def _take(self):
        return self._order.take(self._queue)


class QueueBase(_Items, _Shown):
    """A queue between tasks."""

    def __init__(self, maxsize=0):
        super().__init__(maxsize)
        self._get_waiting, self._put_waiting, self._join_waiting = SchedFIFO(), SchedFIFO(), SchedBarrier()
        self._task_count = 0

    def _state_text(self):
        return f", len={len(self._queue)}"

    def full(self):
        return self.maxsize and len(self._queue) == self.maxsize

    async def put(self, item):
        while self.full():
            await self._put_waiting.suspend("QUEUE_PUT")
        self._order.put(self._queue, item)
        self._task_count += 1
        await _one_goes_on(self._get_waiting)

    async def get(self):
        # Who comes later does not pass those who wait, even if there is an item.
        if self._get_waiting or self.empty():
            await self._get_waiting.suspend("QUEUE_GET")
            while self.empty():
                await self._get_waiting.suspend("QUEUE_GET")
        item = self._take()
        await _one_goes_on(self._put_waiting)
        return item

    async def join(self):
        if self._task_count > 0:
            await self._join_waiting.suspend("QUEUE_JOIN")

    async def task_done(self):
        self._task_count -= 1
        if not self._task_count and self._join_waiting:
            await self._join_waiting.wake()


async def _one_goes_on(line):
    if line:
        await line.wake()


class UniversalQueueBase(_Items):
    """A queue between tasks and threads: what cannot be done at once becomes a future."""

    def __init__(self, *, maxsize=0, withfd=False):
        if withfd:
            raise NotImplementedError("UniversalQueue(withfd=True): there are no sockets in a browser")
        super().__init__(maxsize)
        self._getters, self._putters = deque(), deque()  # futures
        self._unfinished_tasks = 0

    def full(self):
        return False

    def fileno(self):
        raise AssertionError("Queue not created with I/O polling enabled")

    def _get_complete(self):
        self._put_notify()

    def _get(self):
        """An item, or else the future of one."""
        if self._queue and not self._getters:
            item = self._take()
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
            self._order.put_back(self._queue, item)
        else:
            self._order.put(self._queue, item)
            self._unfinished_tasks += 1
        while self._getters:
            getter = self._getters.popleft()
            if not getter.cancelled():
                getter.set_result(self._take())
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


class Queue(QueueBase):
    """First in, first out."""

    _order = _FIRST_IN_FIRST_OUT


class PriorityQueue(QueueBase):
    """The smallest first."""

    _order = _SMALLEST_FIRST


class LifoQueue(QueueBase):
    """Last in, first out."""

    _order = _LAST_IN_FIRST_OUT


class UniversalQueue(UniversalQueueBase):
    """First in, first out, between tasks and threads."""

    _order = _FIRST_IN_FIRST_OUT
