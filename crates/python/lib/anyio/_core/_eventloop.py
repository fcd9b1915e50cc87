"""Which backend runs this code, and what is asked of it by functions alone: `run`, sleeping, the clock.

Owns: the choice of the backend. Must not know: how a backend does anything. Rules: `anyio/_core/_eventloop.py` of
anyio 4.16.
"""

import math
import sys

import sniffio

from ._exceptions import NoEventLoopError

BACKENDS = "asyncio", "trio"

loaded_backends = {}


def current_async_library():
    """The name of the library that runs this code, or `None`."""
    try:
        return sniffio.current_async_library()
    except sniffio.AsyncLibraryNotFoundError:
        return None


def set_current_async_library(name):
    """Says in this context which library runs."""
    return sniffio.current_async_library_cvar.set(name)


def get_async_backend(name=None):
    """The class of a backend; the one that runs this code if no name is given."""
    if name is None:
        name = current_async_library()
        if not name:
            raise NoEventLoopError(
                f"Not currently running on any asynchronous event loop. Available async backends: {', '.join(BACKENDS)}"
            )
    backend = loaded_backends.get(name)
    if backend is None:
        module = f"anyio._backends._{name}"
        __import__(module)
        backend = loaded_backends[name] = sys.modules[module].backend_class
    return backend


def get_backend_to_run(name):
    """The class of a backend that a new loop is to run on."""
    try:
        return get_async_backend(name)
    except ImportError as error:
        if name in BACKENDS:
            raise LookupError(
                f"Backend {name!r} is not available. Install it with: pip install anyio[{name}]"
            ) from error
        raise LookupError(f"No such backend: {name}") from error


def run(func, *args, backend="asyncio", backend_options=None):
    """Runs a coroutine function in a new loop."""
    running = current_async_library()
    if running:
        raise RuntimeError(f"Already running {running} in this thread")
    async_backend = get_backend_to_run(backend)
    token = set_current_async_library(backend)
    try:
        return async_backend.run(func, args, {}, backend_options or {})
    finally:
        sniffio.current_async_library_cvar.reset(token)


async def sleep(delay):
    """Waits so many seconds."""
    if not delay >= 0:
        raise ValueError("delay must be a non-negative number")
    return await get_async_backend().sleep(delay)


async def sleep_forever():
    """Waits until it is cancelled."""
    await sleep(math.inf)


async def sleep_until(deadline):
    """Waits until an instant of the loop's clock."""
    await sleep(max(deadline - current_time(), 0))


def current_time():
    """What the loop's clock says."""
    return get_async_backend().current_time()


def get_all_backends():
    """The names of the backends."""
    return BACKENDS


def get_available_backends():
    """The names of the backends that can be used: all, here."""
    return BACKENDS


def get_cancelled_exc_class():
    """The class of the exception that cancels a task."""
    return get_async_backend().cancelled_exception_class()
