"""asyncio.base_events: the names that programs import from it; the rules are in `_asyncio`."""

from _asyncio import EventLoop as BaseEventLoop
