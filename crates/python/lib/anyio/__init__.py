"""anyio, as programs import it.

Owns: which names the package has, and where each lives: a name is loaded when it is first asked for. Must not know: how
anything works. Version 4.16.
"""

_SUBMODULES = ("abc", "from_thread", "functools", "itertools", "lowlevel", "to_interpreter", "to_process", "to_thread")
_WHERE = {
    "_core._concurrency_utils": ("amap", "as_completed", "gather"),
    "_core._contextmanagers": ("AsyncContextManagerMixin", "ContextManagerMixin"),
    "_core._eventloop": (
        "current_time", "get_all_backends", "get_available_backends", "get_cancelled_exc_class", "run", "sleep",
        "sleep_forever", "sleep_until",
    ),
    "_core._exceptions": (
        "BrokenResourceError", "BrokenWorkerInterpreter", "BrokenWorkerProcess", "BusyResourceError",
        "ClosedResourceError", "ConnectionFailed", "DelimiterNotFound", "EndOfStream", "FutureAlreadyFinished",
        "FutureCancelled", "FutureFailed", "FutureNotFinished", "IncompleteRead", "NoEventLoopError", "RunFinishedError",
        "TaskCancelled", "TaskFailed", "TaskNotFinished", "TypedAttributeLookupError", "WouldBlock",
    ),
    "_core._futures": ("Future",),
    "_core._resources": ("aclose_forcefully",),
    "_core._streams": ("create_memory_object_stream",),
    "_core._synchronization": (
        "CapacityLimiter", "Condition", "Event", "Lock", "ResourceGuard", "Semaphore",
    ),
    "_core._statistics": (
        "CapacityLimiterStatistics", "ConditionStatistics", "EventStatistics", "LockStatistics", "SemaphoreStatistics",
    ),
    "_core._tasks": (
        "TASK_STATUS_IGNORED", "CancelScope", "TaskHandle", "create_task_group", "current_effective_deadline",
        "fail_after", "fail_at", "move_on_after", "move_on_at",
    ),
    "_core._testing": ("TaskInfo", "get_current_task", "get_running_tasks", "wait_all_tasks_blocked"),
    "_core._typedattr": ("TypedAttributeProvider", "TypedAttributeSet", "typed_attribute"),
}
_HOMES = {name: module for module, names in _WHERE.items() for name in names}
_NOT_IN_A_BROWSER = {
    **dict.fromkeys(("AsyncFile", "Path", "open_file", "wrap_file"), "files"),
    **dict.fromkeys(
        ("NamedTemporaryFile", "SpooledTemporaryFile", "TemporaryDirectory", "TemporaryFile", "gettempdir",
         "gettempdirb", "mkdtemp", "mkstemp"),
        "files",
    ),
    **dict.fromkeys(
        ("TCPConnectable", "UNIXConnectable", "as_connectable", "connect_tcp", "connect_unix",
         "create_connected_udp_socket", "create_connected_unix_datagram_socket", "create_tcp_listener",
         "create_udp_socket", "create_unix_datagram_socket", "create_unix_listener", "getaddrinfo", "getnameinfo",
         "notify_closing", "wait_readable", "wait_socket_readable", "wait_socket_writable", "wait_writable"),
        "sockets",
    ),
    **dict.fromkeys(("open_process", "run_process"), "subprocesses"),
    "open_signal_receiver": "signals",
}

__all__ = sorted([*_HOMES, *_SUBMODULES])


def __dir__():
    return __all__


def __getattr__(name):
    import sys

    if name in _HOMES:
        module = f"anyio.{_HOMES[name]}"
        __import__(module)
        value = getattr(sys.modules[module], name)
        if getattr(value, "__module__", "").startswith("anyio."):
            value.__module__ = "anyio"
        globals()[name] = value
        return value
    if name in _SUBMODULES:
        module = f"anyio.{name}"
        __import__(module)
        return sys.modules[module]
    if name in _NOT_IN_A_BROWSER:
        raise NotImplementedError(f"anyio.{name}: there are no {_NOT_IN_A_BROWSER[name]} in a browser")
    raise AttributeError(f"module 'anyio' has no attribute {name!r}")
