"""curio, as programs import it.

Owns: which names the package has. The kernel's loop is native (`_curio`), the rest is in the modules beside this one.
Must not know: how anything works.
"""

from . import errors, task, time, kernel, sync, workers, queue, thread, _foreign
from .errors import *
from .kernel import *
from .queue import *
from .sync import *
from .task import *
from .thread import *
from .time import *
from .workers import *

__version__ = "1.6"

_NOT_IN_A_BROWSER = {
    **dict.fromkeys(("open_connection", "tcp_server", "tcp_server_socket", "open_unix_connection", "unix_server",
                     "unix_server_socket", "Channel"), "sockets"),
    "aopen": "files",
}


async def anext(f, sentinel=object):
    """The next item of an asynchronous iterator; at its end `sentinel`, if given."""
    try:
        following = f.__anext__()
        return await following
    except StopAsyncIteration:
        if sentinel is not object:
            return sentinel
        raise


_PARTS = errors, queue, task, time, kernel, sync, workers, thread
__all__ = [name for part in _PARTS for name in part.__all__] + [*_NOT_IN_A_BROWSER, "anext"]


def __getattr__(name):
    if name in _NOT_IN_A_BROWSER:
        from ._unavailable import Unavailable

        return Unavailable(f"curio.{name}", _NOT_IN_A_BROWSER[name])
    if name in ("socket", "ssl", "io", "network", "channel", "file"):
        import importlib

        return importlib.import_module(f"curio.{name}")
    raise AttributeError(f"module 'curio' has no attribute {name!r}")
