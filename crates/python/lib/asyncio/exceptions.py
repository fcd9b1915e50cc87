"""asyncio.exceptions: those of the model, and those of streams, which programs name in `except`."""

from _asyncio import BrokenBarrierError, CancelledError, InvalidStateError

TimeoutError = TimeoutError


class SendfileNotAvailableError(RuntimeError):
    """No sendfile for this kind of file."""


class IncompleteReadError(EOFError):
    """The stream ended before all that was asked for had come."""

    def __init__(self, partial, expected):
        wanted = "undefined" if expected is None else repr(expected)
        super().__init__(f"{len(partial)} bytes read on a total of {wanted} expected bytes")
        self.partial = partial
        self.expected = expected


class LimitOverrunError(Exception):
    """The separator did not come within the buffer's limit."""

    def __init__(self, message, consumed):
        super().__init__(message)
        self.consumed = consumed
