"""trio, as programs import it.

Owns: which names the package has. The rules are native (`_trio`); what is cold has a module of its own here, loaded when
first asked for. Must not know: how anything works.
"""

from _trio import (
    BrokenResourceError, BusyResourceError, Cancelled, CancelScope, CapacityLimiter, ClosedResourceError, Condition,
    EndOfChannel, Event, Lock, MemoryReceiveChannel, MemorySendChannel, Nursery, RunFinishedError, Semaphore,
    StrictFIFOLock, TooSlowError, TrioInternalError, WouldBlock, current_effective_deadline, current_time, fail_after,
    fail_at, move_on_after, move_on_at, open_memory_channel, open_nursery, run, sleep, sleep_forever, sleep_until,
)

__version__ = "0.35.0"


class _Generic:
    """`open_memory_channel[int](3)`: the type is for checkers only."""

    __module__ = "trio"

    def __init__(self, function):
        self._function = function
        self.__name__ = self.__qualname__ = function.__name__

    def __call__(self, *args, **kwargs):
        return self._function(*args, **kwargs)

    def __getitem__(self, item):
        from types import GenericAlias

        return GenericAlias(self, item)

    def __repr__(self):
        return f"<class 'trio.{self.__name__}'>"


open_memory_channel = _Generic(open_memory_channel)


class TaskStatus:
    """The type of what `nursery.start` hands to its child; for annotations."""

    def __class_getitem__(cls, _item):
        return cls

    def started(self, value=None):
        """Says that the task has started."""


class _TaskStatusIgnored:
    def __repr__(self):
        return "TASK_STATUS_IGNORED"

    def started(self, value=None):
        pass


TASK_STATUS_IGNORED = _TaskStatusIgnored()

# Where a name or submodule lives that is only loaded when asked for.
_SUBMODULES = ("abc", "from_thread", "lowlevel", "socket", "to_thread")
_ELSEWHERE = {
    "as_safe_channel": "trio._channel",
    "TrioDeprecationWarning": "trio._deprecate",
    "StapledStream": "trio._highlevel_generic",
    "aclose_forcefully": "trio._highlevel_generic",
    **dict.fromkeys(
        ("CapacityLimiterStatistics", "ConditionStatistics", "EventStatistics", "LockStatistics",
         "MemoryChannelStatistics"),
        "trio._records",
    ),
}
_NOT_IN_A_BROWSER = {
    **dict.fromkeys(
        ("DTLSChannel", "DTLSChannelStatistics", "DTLSEndpoint", "NeedHandshakeError", "SSLListener", "SSLStream",
         "SocketListener", "SocketStream", "open_ssl_over_tcp_listeners", "open_ssl_over_tcp_stream",
         "open_tcp_listeners", "open_tcp_stream", "open_unix_socket", "serve_listeners", "serve_ssl_over_tcp",
         "serve_tcp"),
        "sockets",
    ),
    **dict.fromkeys(("Path", "PosixPath", "WindowsPath", "open_file", "wrap_file"), "files"),
    **dict.fromkeys(("Process", "run_process"), "subprocesses"),
    "open_signal_receiver": "signals",
}

__all__ = sorted(
    {name for name in globals() if not name.startswith("_")} | set(_ELSEWHERE) | set(_SUBMODULES)
)


def __dir__():
    return sorted({*globals(), *__all__, *_NOT_IN_A_BROWSER})


def __getattr__(name):
    import sys

    # `testing` is there once anything has imported it; a program that relies on that finds it.
    if name in (*_SUBMODULES, "testing"):
        module = f"trio.{name}"
        __import__(module)
        return sys.modules[module]
    if name in _ELSEWHERE:
        module = _ELSEWHERE[name]
        __import__(module)
        value = globals()[name] = getattr(sys.modules[module], name)
        return value
    if name in _NOT_IN_A_BROWSER:
        raise NotImplementedError(f"trio.{name}: there are no {_NOT_IN_A_BROWSER[name]} in a browser")
    raise AttributeError(f"module 'trio' has no attribute {name!r}")
