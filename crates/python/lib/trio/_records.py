"""Statistics, as the primitives hand them out.

Owns: records that compare by value and show their fields, as trio's do. Must not know: where the figures come from.
"""


class FrozenInstanceError(AttributeError):
    """A record was to be changed."""

    __module__ = "attr.exceptions"


class _Record:
    """Fields by position or name, fixed once made."""

    __slots__ = ()

    def __init_subclass__(cls):
        # Made from its text, as attrs does it, so that Python refuses a call that does not fit.
        fields = cls.__match_args__ = cls.__slots__
        lines = [f"def __init__(self, {', '.join(fields)}):", *(f"set(self, {name!r}, {name})" for name in fields)]
        namespace = {"set": object.__setattr__}
        exec("\n ".join(lines), namespace)
        cls.__init__ = namespace["__init__"]
        cls.__init__.__qualname__ = f"{cls.__qualname__}.__init__"

    def __setattr__(self, _name, _value):
        raise FrozenInstanceError("can't set attribute")

    def __delattr__(self, _name):
        raise FrozenInstanceError("can't set attribute")

    def __reduce__(self):
        return type(self), self._values()

    def _values(self):
        return tuple(getattr(self, field) for field in self.__slots__)

    def __eq__(self, other):
        return self._values() == other._values() if type(other) is type(self) else NotImplemented

    def __hash__(self):
        return hash(self._values())

    def __repr__(self):
        fields = ", ".join(f"{field}={getattr(self, field)!r}" for field in self.__slots__)
        return f"{type(self).__name__}({fields})"


class EventStatistics(_Record):
    __slots__ = ("tasks_waiting",)
    __module__ = "trio"


class ParkingLotStatistics(_Record):
    __slots__ = ("tasks_waiting",)
    __module__ = "trio.lowlevel"


class UnboundedQueueStatistics(_Record):
    __slots__ = ("qsize", "tasks_waiting")
    __module__ = "trio.lowlevel"


class LockStatistics(_Record):
    __slots__ = ("locked", "owner", "tasks_waiting")
    __module__ = "trio"


class ConditionStatistics(_Record):
    __slots__ = ("tasks_waiting", "lock_statistics")
    __module__ = "trio"


class CapacityLimiterStatistics(_Record):
    __slots__ = ("borrowed_tokens", "total_tokens", "borrowers", "tasks_waiting")
    __module__ = "trio"


class MemoryChannelStatistics(_Record):
    __slots__ = (
        "current_buffer_used", "max_buffer_size", "open_send_channels", "open_receive_channels",
        "tasks_waiting_send", "tasks_waiting_receive", "peak_buffer_used",
    )
    __module__ = "trio"


class _EpollStatistics(_Record):
    __slots__ = ("tasks_waiting_read", "tasks_waiting_write", "backend")


class RunStatistics(_Record):
    __slots__ = (
        "tasks_living", "tasks_runnable", "seconds_to_next_deadline", "io_statistics", "run_sync_soon_queue_size",
    )
    __module__ = "trio.lowlevel"


def run_statistics(living, runnable, seconds, _io, queued):
    """`RunStatistics`; the only thing that ever waits for a socket is the entry queue's own task."""
    io = _EpollStatistics(1, 0, "epoll")
    return RunStatistics(living, runnable, seconds, io, queued)
