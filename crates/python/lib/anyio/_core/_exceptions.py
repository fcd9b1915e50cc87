"""anyio's exceptions. Rules: `anyio/_core/_exceptions.py` of anyio 4.16."""


class BrokenResourceError(Exception):
    """The other end of the resource is gone."""


class BrokenWorkerProcess(Exception):
    """A worker process ended before its job."""


class BrokenWorkerInterpreter(Exception):
    """A job raised in a subinterpreter."""


class BusyResourceError(Exception):
    """Another task does the same with the resource."""

    def __init__(self, action):
        super().__init__(f"Another task is already {action} this resource")


class ClosedResourceError(Exception):
    """This end of the resource was closed."""


class ConnectionFailed(OSError):
    """No connection came about."""


class DelimiterNotFound(Exception):
    """So many bytes, and no delimiter among them."""

    def __init__(self, max_bytes):
        super().__init__(f"The delimiter was not found among the first {max_bytes} bytes")


class EndOfStream(Exception):
    """The other end was closed, and nothing is left to read."""


class IncompleteRead(Exception):
    """The stream ended in the middle of what was to be read."""

    def __init__(self):
        super().__init__("The stream was closed before the read operation could be completed")


class TypedAttributeLookupError(LookupError):
    """There is no such attribute, and no default."""


class WouldBlock(Exception):
    """It cannot be done without waiting."""


class NoEventLoopError(RuntimeError):
    """No loop runs here."""


class RunFinishedError(RuntimeError):
    """The loop that a token stands for has ended."""

    def __init__(self):
        super().__init__("The event loop associated with the given token has already finished")


class TaskFailed(Exception):
    """The task whose result was asked for has raised."""


class TaskCancelled(TaskFailed):
    """The task whose result was asked for was cancelled."""


class TaskNotFinished(Exception):
    """The task whose result was asked for still runs."""


class FutureFailed(Exception):
    """The future has an exception instead of a result."""


class FutureCancelled(FutureFailed):
    """The future was cancelled."""


class FutureNotFinished(Exception):
    """The future has no result yet."""


class FutureAlreadyFinished(Exception):
    """The future has a result already."""


def iterate_exceptions(exception):
    """The exceptions in a group, at any depth."""
    if isinstance(exception, BaseExceptionGroup):
        for member in exception.exceptions:
            yield from iterate_exceptions(member)
    else:
        yield exception
