"""asyncio.base_events: the names that programs import from it; the rules are in `_asyncio`."""

from _asyncio import EventLoop as BaseEventLoop


def __getattr__(name):
    # Only a program that asks for it pays for `logging`.
    if name == "logger":
        from .log import logger

        globals()[name] = logger
        return logger
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
