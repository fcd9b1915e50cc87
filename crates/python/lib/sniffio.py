"""sniffio: which async library runs this code.

Owns: the order in which one asks. Must not know: how a library runs. Rules: `sniffio/_impl.py` of sniffio 1.3.
"""

import sys
from contextvars import ContextVar

import _trio

current_async_library_cvar = ContextVar("sniffio_current_async_library", default=None)


class _ThreadLocal:
    """`thread_local.name`: what was said in this thread, or else what runs in it."""

    def __init__(self):
        self._said = {}  # by thread, while it differs from what runs

    @property
    def name(self):
        return self._said.get(_this_thread(), _running()) if self._said else _running()

    @name.setter
    def name(self, name):
        if name == _running():
            self._said.pop(_this_thread(), None)
        else:
            self._said[_this_thread()] = name


def _this_thread():
    suspendable = sys.modules.get("_espalier_suspendable")
    return suspendable.current() if suspendable is not None else None


def _running():
    return "trio" if _trio.in_trio_run() else None


thread_local = _ThreadLocal()


class AsyncLibraryNotFoundError(RuntimeError):
    """No async library that sniffio knows runs this code."""


def current_async_library():
    """The name of the library: `trio`, `asyncio`, `curio`."""
    name = thread_local.name
    if name is not None:
        return name
    told = current_async_library_cvar.get()
    if told is not None:
        return told
    import _asyncio

    if _asyncio._get_running_loop() is not None and _asyncio.current_task() is not None:
        return "asyncio"
    raise AsyncLibraryNotFoundError("unknown async library, or not in async context")
