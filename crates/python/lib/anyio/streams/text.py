"""Text over byte streams. Rules: `anyio/streams/text.py` of anyio 4.16."""

import codecs
from dataclasses import InitVar, dataclass, field

from .._core._exceptions import EndOfStream
from ..abc._streams import ObjectReceiveStream, ObjectSendStream, ObjectStream, ObjectStreamConnectable

__all__ = ("TextConnectable", "TextReceiveStream", "TextSendStream", "TextStream")


@dataclass(eq=False)
class TextReceiveStream(ObjectReceiveStream):
    """Decodes what it reads, as soon as characters are complete."""

    transport_stream: object
    encoding: InitVar[str] = "utf-8"
    errors: InitVar[str] = "strict"
    _decoder: object = field(init=False)

    def __post_init__(self, encoding, errors):
        self._decoder = codecs.getincrementaldecoder(encoding)(errors=errors)

    async def receive(self):
        text = ""
        while not text:
            try:
                chunk = await self.transport_stream.receive()
            except EndOfStream:
                try:
                    text = self._decoder.decode(b"", final=True)
                finally:
                    self._decoder.reset()
                if not text:
                    raise
            else:
                text = self._decoder.decode(chunk)
        return text

    async def aclose(self):
        await self.transport_stream.aclose()
        self._decoder.reset()

    @property
    def extra_attributes(self):
        return self.transport_stream.extra_attributes


@dataclass(eq=False)
class TextSendStream(ObjectSendStream):
    """Encodes what it sends."""

    transport_stream: object
    encoding: InitVar[str] = "utf-8"
    errors: str = "strict"
    _encoder: object = field(init=False)

    def __post_init__(self, encoding):
        self._encoder = codecs.getincrementalencoder(encoding)(errors=self.errors)

    async def send(self, item):
        await self.transport_stream.send(self._encoder.encode(item))

    async def aclose(self):
        await self.transport_stream.aclose()

    @property
    def extra_attributes(self):
        return self.transport_stream.extra_attributes


@dataclass(eq=False)
class TextStream(ObjectStream):
    """Text both ways."""

    transport_stream: object
    encoding: InitVar[str] = "utf-8"
    errors: InitVar[str] = "strict"
    _receive_stream: TextReceiveStream = field(init=False)
    _send_stream: TextSendStream = field(init=False)

    def __post_init__(self, encoding, errors):
        options = {"encoding": encoding, "errors": errors}
        self._receive_stream = TextReceiveStream(self.transport_stream, **options)
        self._send_stream = TextSendStream(self.transport_stream, **options)

    async def send(self, item):
        await self._send_stream.send(item)

    async def receive(self):
        return await self._receive_stream.receive()

    async def send_eof(self):
        await self.transport_stream.send_eof()

    async def aclose(self):
        await self._send_stream.aclose()
        await self._receive_stream.aclose()

    @property
    def extra_attributes(self):
        return {**self._send_stream.extra_attributes, **self._receive_stream.extra_attributes}


class TextConnectable(ObjectStreamConnectable):
    """Connects to text streams."""

    def __init__(self, connectable):
        self.connectable = connectable

    async def connect(self):
        return TextStream(await self.connectable.connect())
