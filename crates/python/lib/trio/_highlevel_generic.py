"""Streams made of streams.

Owns: `StapledStream` and `aclose_forcefully` (`trio/_highlevel_generic.py`); cold. Must not know: any transport.
"""

import trio
from trio.abc import HalfCloseableStream


async def aclose_forcefully(resource):
    """Closes a resource without waiting for anything."""
    with trio.CancelScope() as scope:
        scope.cancel(reason="cancelled during aclose_forcefully")
        await resource.aclose()


class StapledStream(HalfCloseableStream):
    """Two one-way streams as a two-way one."""

    __module__ = "trio"

    def __init__(self, send_stream, receive_stream):
        self.send_stream, self.receive_stream = send_stream, receive_stream

    def __class_getitem__(cls, _item):
        return cls

    def __repr__(self):
        return f"StapledStream(send_stream={self.send_stream!r}, receive_stream={self.receive_stream!r})"

    async def send_all(self, data):
        return await self.send_stream.send_all(data)

    async def wait_send_all_might_not_block(self):
        return await self.send_stream.wait_send_all_might_not_block()

    async def send_eof(self):
        stream = self.send_stream
        if hasattr(stream, "send_eof"):
            return await stream.send_eof()
        return await stream.aclose()

    async def receive_some(self, max_bytes=None):
        return await self.receive_stream.receive_some(max_bytes)

    async def aclose(self):
        try:
            await self.send_stream.aclose()
        finally:
            await self.receive_stream.aclose()
