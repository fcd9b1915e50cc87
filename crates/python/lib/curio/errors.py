"""The exceptions of curio. Owns their family tree, in which cancellation is no `Exception`; must not know who raises them.

Rules: `curio/errors.py`.
"""

__all__ = [
    "CurioError", "CancelledError", "TaskTimeout", "TaskError", "SyncIOError", "ResourceBusy", "ReadResourceBusy",
    "WriteResourceBusy", "TimeoutCancellationError", "UncaughtTimeoutError", "TaskCancelled", "AsyncOnlyError",
]


class CurioError(Exception):
    """Any error of curio's own that is no cancellation."""


class CancelledError(BaseException):
    """Any cancellation."""


class TaskCancelled(CancelledError):
    """Somebody called `cancel()`."""


class TimeoutCancellationError(CancelledError):
    """A timeout expired, further out than this block."""


class TaskTimeout(CancelledError):
    """A timeout expired."""


class UncaughtTimeoutError(CurioError):
    """A timeout left the block that it belongs to and arrived in one that has not expired."""


class TaskError(CurioError):
    """The task that was joined failed; its exception is the cause."""


class SyncIOError(CurioError):
    """Something asynchronous was used synchronously."""


class AsyncOnlyError(CurioError):
    """`AWAIT` was called outside of an async thread."""


class ResourceBusy(CurioError):
    """Somebody else is using it."""


class ReadResourceBusy(ResourceBusy):
    """Somebody else is reading it."""


class WriteResourceBusy(ResourceBusy):
    """Somebody else is writing it."""
