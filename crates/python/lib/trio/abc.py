"""`trio.abc`: the abstract base classes.

Owns: what each interface has, and the little that the interfaces do by themselves. Must not know: any implementation.
"""

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

import _trio

_T = TypeVar("_T")
_SendT = TypeVar("_SendT", contravariant=True)
_ReceiveT = TypeVar("_ReceiveT", covariant=True)


class Clock(ABC):
    """The interface of what `trio.run(clock=...)` takes."""

    __slots__ = ()

    @abstractmethod
    def start_clock(self):
        """Called at the start of the run."""

    @abstractmethod
    def current_time(self):
        """Seconds of this clock."""

    @abstractmethod
    def deadline_to_sleep_time(self, deadline):
        """Real seconds until `deadline`."""


Clock.register(_trio.MockClock)


class Instrument(ABC):
    """The interface of what `trio.run(instruments=...)` takes; every hook may be left out."""

    __slots__ = ()

    def before_run(self):
        """The run begins."""

    def after_run(self):
        """The run has ended."""

    def task_spawned(self, task):
        """A task was created."""

    def task_scheduled(self, task):
        """A task became runnable."""

    def before_task_step(self, task):
        """A task is about to be resumed."""

    def after_task_step(self, task):
        """A task has given control back."""

    def task_exited(self, task):
        """A task has ended."""

    def before_io_wait(self, timeout):
        """The loop is about to wait, `timeout` seconds at most."""

    def after_io_wait(self, timeout):
        """The loop has waited."""


class HostnameResolver(ABC):
    """Looks up names; nothing here does."""

    __slots__ = ()

    @abstractmethod
    async def getaddrinfo(self, host, port, family=0, type=0, proto=0, flags=0):
        """Addresses of a host."""

    @abstractmethod
    async def getnameinfo(self, sockaddr, flags):
        """The host of an address."""


class SocketFactory(ABC):
    """Makes sockets; nothing here does."""

    __slots__ = ()

    @abstractmethod
    def socket(self, family=None, type=None, proto=None):
        """A socket."""


class AsyncResource(ABC):
    """Something to be closed by an async call."""

    __slots__ = ()

    @abstractmethod
    async def aclose(self):
        """Closes it, even if cancelled."""

    async def __aenter__(self):
        return self

    async def __aexit__(self, exc_type, exc_value, traceback):
        await self.aclose()


class SendStream(AsyncResource):
    """An end to which bytes are sent."""

    __slots__ = ()

    @abstractmethod
    async def send_all(self, data):
        """Sends all of it."""

    @abstractmethod
    async def wait_send_all_might_not_block(self):
        """Waits until sending may be possible."""


class ReceiveStream(AsyncResource):
    """An end from which bytes are received."""

    __slots__ = ()

    @abstractmethod
    async def receive_some(self, max_bytes=None):
        """Some bytes; none at the end."""

    def __aiter__(self):
        return self

    async def __anext__(self):
        data = await self.receive_some()
        if not data:
            raise StopAsyncIteration
        return data


class Stream(SendStream, ReceiveStream):
    """Both ends in one."""

    __slots__ = ()


class HalfCloseableStream(Stream):
    """A stream whose sending end can be closed alone."""

    __slots__ = ()

    @abstractmethod
    async def send_eof(self):
        """Closes the sending end."""


class Listener(AsyncResource, Generic[_T]):
    """Accepts connections."""

    __slots__ = ()

    @abstractmethod
    async def accept(self):
        """The next connection."""


class SendChannel(AsyncResource, Generic[_SendT]):
    """An end to which objects are sent."""

    __slots__ = ()

    @abstractmethod
    async def send(self, value):
        """Sends one."""


class ReceiveChannel(AsyncResource, Generic[_ReceiveT]):
    """An end from which objects are received."""

    __slots__ = ()

    @abstractmethod
    async def receive(self):
        """Receives one."""

    def __aiter__(self):
        return self

    async def __anext__(self):
        try:
            return await self.receive()
        except _trio.EndOfChannel:
            raise StopAsyncIteration from None


class Channel(SendChannel[_T], ReceiveChannel[_T]):
    """Both ends in one."""

    __slots__ = ()


SendChannel.register(_trio.MemorySendChannel)
ReceiveChannel.register(_trio.MemoryReceiveChannel)
