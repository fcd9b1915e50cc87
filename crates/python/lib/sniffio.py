"""sniffio: which async library runs this code.

Owns: the order in which one asks. Must not know: how a library runs. Rules: `sniffio/_impl.py` of sniffio 1.3.
"""

from contextvars import ContextVar

import _trio

current_async_library_cvar = ContextVar("sniffio_current_async_library", default=None)


class AsyncLibraryNotFoundError(RuntimeError):
    """No async library that sniffio knows runs this code."""


def current_async_library():
    """The name of the library: `trio`, `asyncio`, `curio`."""
    if _trio.in_trio_run():
        return "trio"
    told = current_async_library_cvar.get()
    if told is not None:
        return told
    import _asyncio

    if _asyncio._get_running_loop() is not None and _asyncio.current_task() is not None:
        return "asyncio"
    raise AsyncLibraryNotFoundError("unknown async library, or not in async context")
