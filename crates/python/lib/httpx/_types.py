"""Streams of bytes, as requests and responses carry them."""


class SyncByteStream:
    """A body that is read by iterating."""

    def __iter__(self):
        raise NotImplementedError("The '__iter__' method must be implemented.")

    def close(self):
        """Nothing to close."""


class AsyncByteStream:
    """A body that is read by asynchronous iteration."""

    async def __aiter__(self):
        raise NotImplementedError("The '__aiter__' method must be implemented.")
        yield b""

    async def aclose(self):
        """Nothing to close."""
