"""Resources that are closed asynchronously. Rules: `anyio/abc/_resources.py` of anyio 4.16."""

from abc import ABCMeta, abstractmethod


class AsyncResource(metaclass=ABCMeta):
    """Closed at the end of an `async with` block."""

    __slots__ = ()

    async def __aenter__(self):
        return self

    async def __aexit__(self, exc_type, exc_val, exc_tb):
        await self.aclose()

    @abstractmethod
    async def aclose(self):
        """Closes it."""
