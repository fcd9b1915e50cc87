"""What streams are. Rules: `anyio/abc/_streams.py` of anyio 4.16."""

from abc import ABCMeta, abstractmethod

from .._core._exceptions import EndOfStream
from .._core._typedattr import TypedAttributeProvider
from ._resources import AsyncResource


class _Generic:
    def __class_getitem__(cls, _item):
        return cls


class UnreliableObjectReceiveStream(AsyncResource, TypedAttributeProvider, _Generic):
    """Gives objects; some may be missing, or come in another order."""

    def __aiter__(self):
        return self

    async def __anext__(self):
        try:
            return await self.receive()
        except EndOfStream:
            raise StopAsyncIteration from None

    @abstractmethod
    async def receive(self):
        """The next object."""


class UnreliableObjectSendStream(AsyncResource, TypedAttributeProvider, _Generic):
    """Takes objects; some may be lost."""

    @abstractmethod
    async def send(self, item):
        """Sends an object."""


class UnreliableObjectStream(UnreliableObjectReceiveStream, UnreliableObjectSendStream):
    """Both ways, unreliably."""


class ObjectReceiveStream(UnreliableObjectReceiveStream):
    """Gives all objects, in order."""


class ObjectSendStream(UnreliableObjectSendStream):
    """Takes objects, and loses none."""


class ObjectStream(ObjectReceiveStream, ObjectSendStream, UnreliableObjectStream):
    """Both ways, reliably."""

    @abstractmethod
    async def send_eof(self):
        """Says that nothing more will be sent."""


class ByteReceiveStream(AsyncResource, TypedAttributeProvider):
    """Gives bytes."""

    def __aiter__(self):
        return self

    async def __anext__(self):
        try:
            return await self.receive()
        except EndOfStream:
            raise StopAsyncIteration from None

    @abstractmethod
    async def receive(self, max_bytes=65536):
        """Some bytes, at most so many."""


class ByteSendStream(AsyncResource, TypedAttributeProvider):
    """Takes bytes."""

    @abstractmethod
    async def send(self, item):
        """Sends bytes."""


class ByteStream(ByteReceiveStream, ByteSendStream):
    """Bytes both ways."""

    @abstractmethod
    async def send_eof(self):
        """Says that nothing more will be sent."""


class Listener(AsyncResource, TypedAttributeProvider, _Generic):
    """Accepts connections."""

    @abstractmethod
    async def serve(self, handler, task_group=None):
        """Handles each connection in a task."""


class ObjectStreamConnectable(_Generic, metaclass=ABCMeta):
    """Where an object stream can be connected to."""

    @abstractmethod
    async def connect(self):
        """A stream."""


class ByteStreamConnectable(metaclass=ABCMeta):
    """Where a byte stream can be connected to."""

    @abstractmethod
    async def connect(self):
        """A stream."""


AnyUnreliableByteReceiveStream = UnreliableObjectReceiveStream | ByteReceiveStream
AnyUnreliableByteSendStream = UnreliableObjectSendStream | ByteSendStream
AnyUnreliableByteStream = UnreliableObjectStream | ByteStream
AnyByteReceiveStream = ObjectReceiveStream | ByteReceiveStream
AnyByteSendStream = ObjectSendStream | ByteSendStream
AnyByteStream = ObjectStream | ByteStream
AnyByteStreamConnectable = ObjectStreamConnectable | ByteStreamConnectable
