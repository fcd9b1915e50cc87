"""Two streams as one, both ways. Rules: `anyio/streams/stapled.py` of anyio 4.16."""

from dataclasses import dataclass

from ..abc._streams import ByteStream, Listener, ObjectStream

__all__ = ("MultiListener", "StapledByteStream", "StapledObjectStream")


class _Stapled:
    async def send(self, item):
        await self.send_stream.send(item)

    async def send_eof(self):
        await self.send_stream.aclose()

    async def aclose(self):
        await self.send_stream.aclose()
        await self.receive_stream.aclose()

    @property
    def extra_attributes(self):
        return {**self.send_stream.extra_attributes, **self.receive_stream.extra_attributes}


@dataclass(eq=False)
class StapledByteStream(_Stapled, ByteStream):
    """Two byte streams as one."""

    send_stream: object
    receive_stream: object

    async def receive(self, max_bytes=65536):
        if max_bytes < 1:
            raise ValueError("max_bytes must be a positive integer")
        return await self.receive_stream.receive(max_bytes)


@dataclass(eq=False)
class StapledObjectStream(_Stapled, ObjectStream):
    """Two object streams as one."""

    send_stream: object
    receive_stream: object

    async def receive(self):
        return await self.receive_stream.receive()

    def send_nowait(self, item):
        """Sends without waiting, if the stream can."""
        try:
            send_nowait = self.send_stream.send_nowait
        except AttributeError as error:
            raise NotImplementedError(f"'send_nowait' method not implemented in {type(self.send_stream)}") from error
        send_nowait(item)


@dataclass(eq=False)
class MultiListener(Listener):
    """Several listeners as one."""

    listeners: object

    def __post_init__(self):
        flat = []
        for listener in self.listeners:
            if isinstance(listener, MultiListener):
                flat += listener.listeners
                del listener.listeners[:]
            else:
                flat.append(listener)
        self.listeners = flat

    async def serve(self, handler, task_group=None):
        from .._core._tasks import create_task_group

        async with create_task_group() as tg:
            for listener in self.listeners:
                tg.start_soon(listener.serve, handler, task_group)

    async def aclose(self):
        for listener in self.listeners:
            await listener.aclose()

    @property
    def extra_attributes(self):
        attributes = {}
        for listener in self.listeners:
            attributes.update(listener.extra_attributes)
        return attributes
