"""Futures. Rules: `anyio/_core/_futures.py` of anyio 4.16."""

from enum import Enum, auto

from ._exceptions import FutureAlreadyFinished, FutureCancelled, FutureFailed, FutureNotFinished
from ._synchronization import Event


class Future:
    """A result that will come."""

    class Status(Enum):
        """Whether it has come."""

        PENDING = auto()
        FINISHED = auto()
        CANCELLED = auto()
        FAILED = auto()

    __slots__ = "_cancelled", "_exception", "_finished_event", "_name", "_return_value"

    def __class_getitem__(cls, _item):
        return cls

    def __init__(self, *, name=None):
        self._finished_event, self._name = Event(), name
        self._exception, self._cancelled = None, False

    @property
    def status(self):
        """Whether it has come."""
        if not self._finished_event.is_set():
            return Future.Status.PENDING
        if self._cancelled:
            return Future.Status.CANCELLED
        return Future.Status.FINISHED if self._exception is None else Future.Status.FAILED

    def _refuse_again(self):
        status = self.status
        if status is Future.Status.FINISHED:
            raise FutureAlreadyFinished("future has already finished")
        if status is Future.Status.FAILED:
            raise FutureAlreadyFinished("future already failed")
        if status is Future.Status.CANCELLED:
            raise FutureCancelled("future was cancelled")

    def _refuse_early(self):
        status = self.status
        if status is Future.Status.PENDING:
            raise FutureNotFinished("the future has not finished yet")
        if status is Future.Status.CANCELLED:
            raise FutureCancelled("the future was cancelled")

    async def wait(self):
        """Waits for a result, an exception, or a cancellation."""
        await self._finished_event.wait()

    def cancel(self):
        """Cancels it, unless it is done."""
        if self.status is Future.Status.PENDING:
            self._cancelled = True
            self._finished_event.set()

    @property
    def exception(self):
        """The exception, or `None` if it has a result."""
        self._refuse_early()
        return self._exception

    @exception.setter
    def exception(self, exception):
        self._refuse_again()
        self._exception = exception
        self._finished_event.set()

    @property
    def return_value(self):
        """The result; raises if there is none."""
        self._refuse_early()
        if self._exception is not None:
            raise FutureFailed("the future raised an exception") from self._exception
        return self._return_value

    @return_value.setter
    def return_value(self, value):
        self._refuse_again()
        self._return_value = value
        self._finished_event.set()

    def __await__(self):
        yield from self.wait().__await__()
        return self.return_value

    def __repr__(self):
        return f"<{self.__class__.__name__} {self.status.name.lower()} name={self._name!r}>"
