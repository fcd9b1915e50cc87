"""Byte streams with a buffer. Rules: `anyio/streams/buffered.py` of anyio 4.16."""

from dataclasses import dataclass, field

from .._core._exceptions import ClosedResourceError, DelimiterNotFound, EndOfStream, IncompleteRead
from ..abc._streams import ByteReceiveStream, ByteStream, ByteStreamConnectable

__all__ = ("BufferedByteReceiveStream", "BufferedByteStream", "BufferedConnectable")


@dataclass(eq=False)
class BufferedByteReceiveStream(ByteReceiveStream):
    """Reads so many bytes, or up to a delimiter."""

    receive_stream: object
    _buffer: bytearray = field(init=False, default_factory=bytearray)
    _closed: bool = field(init=False, default=False)

    async def aclose(self):
        await self.receive_stream.aclose()
        self._closed = True

    @property
    def buffer(self):
        """What has been read and not been given."""
        return bytes(self._buffer)

    @property
    def extra_attributes(self):
        return self.receive_stream.extra_attributes

    def feed_data(self, data, /):
        """Adds to the buffer."""
        self._buffer.extend(data)

    def _take(self, count, skip=0):
        taken = bytes(self._buffer[:count])
        del self._buffer[: count + skip]
        return taken

    def _refuse_if_closed(self):
        if self._closed:
            raise ClosedResourceError

    async def receive(self, max_bytes=65536):
        if max_bytes < 1:
            raise ValueError("max_bytes must be a positive integer")
        self._refuse_if_closed()
        if self._buffer:
            return self._take(max_bytes)
        if isinstance(self.receive_stream, ByteReceiveStream):
            return await self.receive_stream.receive(max_bytes)
        chunk = b""
        while not chunk:
            chunk = await self.receive_stream.receive()
        self._buffer.extend(chunk[max_bytes:])
        return chunk[:max_bytes]

    async def receive_exactly(self, nbytes):
        """So many bytes."""
        self._refuse_if_closed()
        while True:
            missing = nbytes - len(self._buffer)
            if missing <= 0:
                return self._take(nbytes)
            try:
                if isinstance(self.receive_stream, ByteReceiveStream):
                    chunk = await self.receive_stream.receive(missing)
                else:
                    chunk = await self.receive_stream.receive()
            except EndOfStream as error:
                raise IncompleteRead from error
            self._buffer.extend(chunk)

    async def receive_until(self, delimiter, max_bytes):
        """The bytes up to a delimiter, which is dropped."""
        self._refuse_if_closed()
        searched = 0
        while True:
            place = self._buffer.find(delimiter, searched)
            if place >= 0:
                return self._take(place, skip=len(delimiter))
            if len(self._buffer) >= max_bytes:
                raise DelimiterNotFound(max_bytes)
            try:
                data = await self.receive_stream.receive()
            except EndOfStream as error:
                raise IncompleteRead from error
            searched = max(len(self._buffer) - len(delimiter) + 1, 0)
            self._buffer.extend(data)


class BufferedByteStream(BufferedByteReceiveStream, ByteStream):
    """The same for both ways; what is sent goes straight through."""

    def __init__(self, stream):
        super().__init__(stream)
        self._stream = stream

    async def send_eof(self):
        await self._stream.send_eof()

    async def send(self, item):
        await self._stream.send(item)


class BufferedConnectable(ByteStreamConnectable):
    """Connects to buffered streams."""

    def __init__(self, connectable):
        self.connectable = connectable

    async def connect(self):
        return BufferedByteStream(await self.connectable.connect())
