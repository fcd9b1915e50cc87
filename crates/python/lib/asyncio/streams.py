"""asyncio.streams: a reader that a program feeds by hand. What connects readers to the world does not exist here
(`unavailable`).

Rules: CPython 3.13's library reference, "Streams". Must not know: transports.
"""

from . import events
from .exceptions import IncompleteReadError, LimitOverrunError
from .unavailable import StreamWriter, open_connection, open_unix_connection, start_server, start_unix_server

_DEFAULT_LIMIT = 2 ** 16


class StreamReader:
    """Bytes that come in pieces, read by one coroutine at a time."""

    def __init__(self, limit=_DEFAULT_LIMIT, loop=None):
        if limit <= 0:
            raise ValueError("Limit cannot be <= 0")
        self._limit = limit
        self._loop = loop if loop is not None else events.get_event_loop()
        self._buffer = bytearray()
        self._eof = False
        self._waiter = None
        self._exception = None

    def __repr__(self):
        shown = {
            f"{len(self._buffer)} bytes": self._buffer,
            "eof": self._eof,
            f"limit={self._limit}": self._limit != _DEFAULT_LIMIT,
            f"waiter={self._waiter!r}": self._waiter,
            f"exception={self._exception!r}": self._exception,
        }
        return f"<{' '.join(['StreamReader', *(text for text, there in shown.items() if there)])}>"

    def exception(self):
        return self._exception

    def set_exception(self, exc):
        self._exception = exc
        self._wake(lambda waiter: waiter.set_exception(exc))

    def feed_data(self, data):
        assert not self._eof, "feed_data after feed_eof"
        if data:
            self._buffer.extend(data)
            self._wake(lambda waiter: waiter.set_result(None))

    def feed_eof(self):
        self._eof = True
        self._wake(lambda waiter: waiter.set_result(None))

    def at_eof(self):
        return self._eof and not self._buffer

    def _wake(self, settle):
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.cancelled():
            settle(waiter)

    async def _wait_for_data(self, func_name):
        if self._waiter is not None:
            raise RuntimeError(f"{func_name}() called while another coroutine is already waiting for incoming data")
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _take(self, count):
        data = bytes(self._buffer[:count])
        del self._buffer[:count]
        return data

    def _check(self):
        if self._exception is not None:
            raise self._exception

    async def read(self, n=-1):
        self._check()
        if n == 0:
            return b""
        if n < 0:
            blocks = []
            while block := await self.read(self._limit):
                blocks.append(block)
            return b"".join(blocks)
        if not self._buffer and not self._eof:
            await self._wait_for_data("read")
        return self._take(n)

    async def readexactly(self, n):
        if n < 0:
            raise ValueError("readexactly size can not be less than zero")
        self._check()
        while len(self._buffer) < n:
            if self._eof:
                raise IncompleteReadError(self._take(len(self._buffer)), n)
            await self._wait_for_data("readexactly")
        return self._take(n)

    def _find(self, separators):
        """Where the first separator to end begins and ends, or `None`."""
        found = [(start + len(s), start) for s in separators if (start := self._buffer.find(s)) >= 0]
        return min(found, default=None)

    async def readuntil(self, separator=b"\n"):
        separators = sorted(separator, key=len) if isinstance(separator, tuple) else [separator]
        if not separators:
            raise ValueError("Separator should contain at least one element")
        if not separators[0]:
            raise ValueError("Separator should be at least one-byte string")
        self._check()
        while (found := self._find(separators)) is None:
            # So many bytes cannot be part of a separator that is still to come.
            searched = max(0, len(self._buffer) + 1 - len(separators[-1]))
            if searched > self._limit:
                raise LimitOverrunError("Separator is not found, and chunk exceed the limit", searched)
            if self._eof:
                raise IncompleteReadError(self._take(len(self._buffer)), None)
            await self._wait_for_data("readuntil")
        end, start = found
        if start > self._limit:
            raise LimitOverrunError("Separator is found, but chunk is longer than limit", start)
        return self._take(end)

    async def readline(self):
        try:
            return await self.readuntil(b"\n")
        except IncompleteReadError as e:
            return e.partial
        except LimitOverrunError as e:
            if self._buffer.startswith(b"\n", e.consumed):
                self._take(e.consumed + 1)
            else:
                self._buffer.clear()
            raise ValueError(e.args[0])

    def __aiter__(self):
        return self

    async def __anext__(self):
        line = await self.readline()
        if line == b"":
            raise StopAsyncIteration
        return line
