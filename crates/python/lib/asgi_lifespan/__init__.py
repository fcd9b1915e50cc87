"""asgi-lifespan 2.1: runs the lifespan of an application, which no client does. Rules: `asgi_lifespan/_manager.py`."""

from contextlib import AsyncExitStack, asynccontextmanager, suppress

import sniffio

__all__ = ["LifespanManager", "LifespanNotSupported"]


class LifespanNotSupported(Exception):
    """The application knows no lifespan."""


class _OnAsyncio:
    def __init__(self):
        import asyncio

        self._asyncio = asyncio
        self.started, self.stopped = asyncio.Event(), asyncio.Event()
        queue = asyncio.Queue(maxsize=2)
        self.put, self.get = queue.put, queue.get

    async def within(self, seconds, event):
        try:
            await self._asyncio.wait_for(event.wait(), timeout=seconds)
        except TimeoutError:
            # One of its own, which no library has named.
            raise TimeoutError

    def running(self, function):
        return Background(self._asyncio, function)


class Background:
    """A function that runs in a task of asyncio's, which shows the names of this class and of what it awaits."""

    def __init__(self, asyncio, function):
        self._asyncio, self._function = asyncio, function

    async def __aenter__(self):
        async def run_and_silence_cancelled():
            with suppress(self._asyncio.CancelledError):
                await self._function()

        self.task = self._asyncio.create_task(run_and_silence_cancelled())

    async def __aexit__(self, *error):
        _, pending = await self._asyncio.wait({self.task}, timeout=0)
        if pending:
            self.task.cancel()
        await self.task


class _OnTrio:
    def __init__(self):
        import trio

        self._trio = trio
        self.started, self.stopped = trio.Event(), trio.Event()
        sender, receiver = trio.open_memory_channel(2)
        self.put, self.get = sender.send, receiver.receive

    async def within(self, seconds, event):
        with self._trio.move_on_after(float("inf") if seconds is None else seconds) as scope:
            await event.wait()
        if scope.cancelled_caught:
            raise TimeoutError

    @asynccontextmanager
    async def running(self, function):
        async with self._trio.open_nursery() as nursery:
            nursery.start_soon(function)
            yield


class LifespanManager:
    """Starts an application, and stops it at the end of the block."""

    def __init__(self, app, startup_timeout=5, shutdown_timeout=5):
        self._state = {}
        self._bare_app = app
        self.startup_timeout, self.shutdown_timeout = startup_timeout, shutdown_timeout
        self._backend = _OnTrio() if sniffio.current_async_library() == "trio" else _OnAsyncio()
        self._asked = False
        self._error = None
        self._stack = AsyncExitStack()

    async def app(self, scope, receive, send):
        """The application, with the state of its lifespan in every request."""
        scope["state"] = self._state
        await self._bare_app(scope, receive, send)

    async def receive(self):
        self._asked = True
        return await self._backend.get()

    async def send(self, message):
        if not self._asked:
            raise LifespanNotSupported(
                "Application called send() before receive(). Is it missing `assert scope['type'] == 'http'` or similar?"
            )
        if message["type"] == "lifespan.startup.complete":
            self._backend.started.set()
        elif message["type"] == "lifespan.shutdown.complete":
            self._backend.stopped.set()

    async def run_app(self):
        try:
            await self.app({"type": "lifespan"}, self.receive, self.send)
        except BaseException as error:
            self._error = error
            self._backend.started.set()
            self._backend.stopped.set()
            if not self._asked:
                raise LifespanNotSupported(
                    "Application failed before making its first call to 'receive()'. We expect this to originate from a "
                    "statement similar to `assert scope['type'] == 'type'`. If that is not the case, then this crash is "
                    "unexpected and there is probably more debug output in the cause traceback."
                ) from error
            raise

    async def startup(self):
        await self._backend.put({"type": "lifespan.startup"})
        await self._backend.within(self.startup_timeout, self._backend.started)
        if self._error:
            raise self._error

    async def shutdown(self):
        await self._backend.put({"type": "lifespan.shutdown"})
        await self._backend.within(self.shutdown_timeout, self._backend.stopped)

    async def __aenter__(self):
        await self._stack.__aenter__()
        await self._stack.enter_async_context(self._backend.running(self.run_app))
        try:
            await self.startup()
            return self
        except BaseException:
            await self._stack.aclose()
            raise

    async def __aexit__(self, exc_type=None, exc_value=None, traceback=None):
        if exc_type is None:
            self._stack.push_async_callback(self.shutdown)
        return await self._stack.__aexit__(exc_type, exc_value, traceback)
