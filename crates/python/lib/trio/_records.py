"""Statistics, as the primitives hand them out.

Owns: records that compare by value and show their fields, as trio's do. Must not know: where the figures come from.
"""


class _Record:
    """Fields by position, fixed once made."""

    __slots__ = ()

    def __init__(self, *values, **named):
        fields = self.__slots__
        given = dict(zip(fields, values), **named)
        for field in fields:
            object.__setattr__(self, field, given.pop(field))
        if given or len(values) > len(fields):
            raise TypeError(f"{type(self).__name__}.__init__() got unexpected arguments")

    def __setattr__(self, name, _value):
        raise AttributeError(f"cannot assign to field {name!r}")

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
