"""What a task group is on both backends, and how tasks are named.

Owns: names of tasks, and what may be spawned. Rules: `anyio/abc/_tasks.py` of anyio 4.16.
"""

from abc import ABCMeta, abstractmethod
from collections.abc import Coroutine


def _dotted(module, qualname):
    return ".".join(part for part in (module, qualname) if part)


def get_coro_name(coro, override=None):
    """The name of a task that runs `coro`."""
    if override is not None:
        return str(override)
    try:
        module = coro.cr_frame.f_globals["__name__"]
    except (AttributeError, KeyError):
        module = None
    return _dotted(module, getattr(coro, "__qualname__", None))


def get_callable_name(func, override=None):
    """The name of a task that runs `func`."""
    if override is not None:
        return str(override)
    return _dotted(getattr(func, "__module__", None), getattr(func, "__qualname__", None))


def call_for_coroutine(func, args, **kwargs):
    """Calls `func`; `TypeError` if it gives no coroutine."""
    made = func(*args, **kwargs)
    if isinstance(made, Coroutine):
        return made
    name = f"{func.__module__}.{func.__qualname__}" if hasattr(func, "__module__") else func.__qualname__
    raise TypeError(
        f"Expected {name}() to return a coroutine, but the return value ({made!r}) is not a coroutine object"
    )


class TaskStatus:
    """What `start` hands to its child."""

    def __class_getitem__(cls, _item):
        return cls

    def started(self, value=None):
        """Says that the task has started."""


class TaskGroup(metaclass=ABCMeta):
    """Owns tasks: its block ends when they have ended."""

    def cancel(self, reason=None):
        """Cancels the group's scope."""
        self.cancel_scope.cancel(reason)

    @abstractmethod
    def create_task(self, coro, *, name=None, context=None):
        """Makes a task of a coroutine; its handle."""

    def start_soon(self, func, *args, name=None):
        """Makes a task of a call; its handle."""
        final_name = get_callable_name(func, name)
        return self.create_task(call_for_coroutine(func, args), name=final_name)

    @abstractmethod
    async def start(self, func, *args, name=None, return_handle=False):
        """Makes a task and waits until it says that it has started."""

    @abstractmethod
    async def __aenter__(self):
        """Begins the block."""

    @abstractmethod
    async def __aexit__(self, exc_type, exc_val, exc_tb):
        """Waits for the tasks."""
