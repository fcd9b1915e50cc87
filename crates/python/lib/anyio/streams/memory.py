"""Memory object streams: a queue whose two ends are closed apart. Rules: `anyio/streams/memory.py` of anyio 4.16."""

import warnings
from collections import OrderedDict, deque
from types import GenericAlias
from typing import NamedTuple

from .._core._exceptions import BrokenResourceError, ClosedResourceError, EndOfStream, WouldBlock
from .._core._synchronization import Event
from .._core._testing import get_current_task
from ..abc._streams import ObjectReceiveStream, ObjectSendStream
from ..lowlevel import checkpoint

__all__ = ("MemoryObjectReceiveStream", "MemoryObjectSendStream", "MemoryObjectStreamStatistics")


class MemoryObjectStreamStatistics(NamedTuple):
    """How full the buffer is, how many ends are open, and who waits."""

    current_buffer_used: int
    max_buffer_size: float
    open_send_streams: int
    open_receive_streams: int
    tasks_waiting_send: int
    tasks_waiting_receive: int


class _MemoryObjectItemReceiver:
    """A task that waits for an item; it has one as soon as it has the attribute `item`. Its name is in an error's context."""

    __class_getitem__ = classmethod(GenericAlias)

    def __init__(self):
        self.task_info = get_current_task()

    def __repr__(self):
        return f"{type(self).__name__}(task_info={self.task_info}, item={getattr(self, 'item', None)!r})"


class _State:
    """What both ends share."""

    def __init__(self, max_buffer_size):
        self.max_buffer_size = max_buffer_size
        self.buffer = deque()
        self.open_send_channels = self.open_receive_channels = 0
        self.waiting_receivers, self.waiting_senders = OrderedDict(), OrderedDict()

    def statistics(self):
        return MemoryObjectStreamStatistics(
            len(self.buffer), self.max_buffer_size, self.open_send_channels, self.open_receive_channels,
            len(self.waiting_senders), len(self.waiting_receivers),
        )


class _End:
    """One end."""

    def __init__(self, _state):
        self._state = _state
        self._closed = False
        # The events of those who wait at this very end, in the order of coming.
        self._waiters = {}
        self._opened(1)

    def clone(self):
        """Another end of the same kind, to be closed by itself."""
        if self._closed:
            raise ClosedResourceError
        return self.__class__(_state=self._state)

    async def aclose(self):
        """Closes this end."""
        self.close()

    def statistics(self):
        """How full the buffer is, how many ends are open, and who waits."""
        return self._state.statistics()

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        self.close()

    def __del__(self):
        if not self._closed:
            warnings.warn(
                f"Unclosed <{self.__class__.__name__} at {id(self):x}>", ResourceWarning, stacklevel=1, source=self
            )


class MemoryObjectReceiveStream(_End, ObjectReceiveStream):
    """The end that gives items."""

    def __repr__(self):
        return f"MemoryObjectReceiveStream(_state={self._state!r}, _closed={self._closed!r})"

    def _opened(self, by):
        self._state.open_receive_channels += by

    def receive_nowait(self):
        """The next item; `WouldBlock` if there is none."""
        if self._closed:
            raise ClosedResourceError
        state = self._state
        if state.waiting_senders:
            event, item = state.waiting_senders.popitem(last=False)
            state.buffer.append(item)
            event.set()
        if state.buffer:
            return state.buffer.popleft()
        raise WouldBlock if state.open_send_channels else EndOfStream

    async def receive(self):
        """The next item; waits for it."""
        await checkpoint()
        try:
            return self.receive_nowait()
        except WouldBlock:
            event, receiver = Event(), _MemoryObjectItemReceiver()
            self._waiters[event] = True
            self._state.waiting_receivers[event] = receiver
            try:
                await event.wait()
            finally:
                self._state.waiting_receivers.pop(event, None)
                self._waiters.pop(event, None)
            try:
                return receiver.item
            except AttributeError:
                if self._closed:
                    raise ClosedResourceError from None
                raise EndOfStream from None

    def close(self):
        """Closes this end."""
        if self._closed:
            return
        self._closed = True
        self._opened(-1)
        state = self._state
        if state.open_receive_channels == 0:
            for event in list(state.waiting_senders):
                event.set()
        waiters, self._waiters = self._waiters, {}
        for event in waiters:
            state.waiting_receivers.pop(event, None)
            event.set()


class MemoryObjectSendStream(_End, ObjectSendStream):
    """The end that takes items."""

    def __repr__(self):
        return f"MemoryObjectSendStream(_state={self._state!r}, _closed={self._closed!r})"

    def _opened(self, by):
        self._state.open_send_channels += by

    def send_nowait(self, item):
        """Hands an item to who waits, or into the buffer; `WouldBlock` if it is full."""
        if self._closed:
            raise ClosedResourceError
        state = self._state
        if not state.open_receive_channels:
            raise BrokenResourceError
        while state.waiting_receivers:
            event, receiver = state.waiting_receivers.popitem(last=False)
            if not receiver.task_info.has_pending_cancellation():
                receiver.item = item
                event.set()
                return
        if len(state.buffer) >= state.max_buffer_size:
            raise WouldBlock
        state.buffer.append(item)

    async def send(self, item):
        """Hands over an item; waits until somebody takes it, or there is room."""
        await checkpoint()
        try:
            self.send_nowait(item)
        except WouldBlock:
            state = self._state
            event = Event()
            self._waiters[event] = True
            state.waiting_senders[event] = item
            try:
                await event.wait()
            finally:
                not_taken = event in state.waiting_senders
                if not_taken:
                    del state.waiting_senders[event]
                withdrawn = self._closed and event in self._waiters
                self._waiters.pop(event, None)
            if not_taken:
                raise BrokenResourceError from None
            if withdrawn:
                raise ClosedResourceError from None

    def close(self):
        """Closes this end."""
        if self._closed:
            return
        self._closed = True
        self._opened(-1)
        state = self._state
        if state.open_send_channels == 0:
            receivers = list(state.waiting_receivers)
            state.waiting_receivers.clear()
            for event in receivers:
                event.set()
        # Who stays here has not delivered, and will be told so.
        waiters, self._waiters = self._waiters, {}
        for event in waiters:
            if event in state.waiting_senders:
                del state.waiting_senders[event]
                self._waiters[event] = True
            event.set()
