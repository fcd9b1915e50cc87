"""`as_safe_channel`: an async generator run in a task of its own.

Owns: its rules (`trio/_channel.py`), which are a program on top of trio; cold. Must not know: the runner.
"""

from contextlib import asynccontextmanager
from functools import wraps

import trio
from trio.abc import ReceiveChannel


class RecvChanWrapper(ReceiveChannel):
    """A receiving end that lets the generator go on only when a value is asked for."""

    def __init__(self, channel, permits):
        self._channel, self._permits = channel, permits

    async def receive(self):
        self._permits.release()
        return await self._channel.receive()

    async def aclose(self):
        await self._channel.aclose()

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, traceback):
        self._channel.close()


class MultipleExceptionError(Exception):
    """A group holds more than one error that is no cancellation."""


def _raise_keeping_context(exc):
    context = exc.__context__
    try:
        raise exc
    finally:
        exc.__context__ = context


def raise_single_exception_from_group(group):
    """Raises the one error in `group` that is no cancellation; an interrupt or exit goes before all."""
    for exc in group.exceptions:
        if isinstance(exc, (KeyboardInterrupt, SystemExit)):
            raise type(exc)(*exc.args) from group
    errors = [exc for exc in group.exceptions if not isinstance(exc, trio.Cancelled)]
    if len(errors) > 1:
        raise MultipleExceptionError(
            "Attempted to unwrap exceptiongroup with multiple non-cancelled exceptions. This is often caused by a bug "
            "in the caller."
        ) from group
    _raise_keeping_context(errors[0] if errors else group.exceptions[0])


def as_safe_channel(fn):
    """Makes an async generator function a context manager whose value is a channel of what it yields."""

    @asynccontextmanager
    @wraps(fn)
    async def context_manager(*args, **kwargs):
        send_channel, receive_channel = trio.open_memory_channel(0)
        try:
            async with trio.open_nursery(strict_exception_groups=True) as nursery:
                agen = fn(*args, **kwargs)
                permits = trio.Semaphore(0)
                await nursery.start(_move_elems_to_channel, agen, send_channel, permits)
                with RecvChanWrapper(receive_channel, permits) as wrapped:
                    yield wrapped
                nursery.cancel_scope.cancel("exited trio.as_safe_channel context manager")
        except BaseExceptionGroup as group:
            try:
                raise_single_exception_from_group(group)
            except MultipleExceptionError:
                group.add_note(
                    "Encountered exception during cleanup of generator object, as well as exception in the "
                    "contextmanager body - unable to unwrap."
                )
                raise group from None

    async def _move_elems_to_channel(agen, send_channel, permits, task_status):
        with send_channel:
            try:
                task_status.started()
                while True:
                    await permits.acquire()
                    if not send_channel._open_receive_channels:
                        break
                    try:
                        value = await agen.__anext__()
                    except StopAsyncIteration:
                        return
                    try:
                        await send_channel.send(value)
                    except trio.BrokenResourceError:
                        break
            finally:
                try:
                    await agen.aclose()
                except BaseExceptionGroup as group:
                    _raise_without_generator_exit(group)

    return context_manager


def _raise_without_generator_exit(group):
    """A nursery in the generator wraps the `GeneratorExit` that closes it: one of them is no error."""
    exits, rest = group.split(GeneratorExit)
    if exits is not None and _count(exits) > 1:
        error = AssertionError("More than one GeneratorExit found.")
        rest = group.derive([error]) if rest is None else rest.derive([*rest.exceptions, error])
    if rest is not None:
        raise rest from None


def _count(exc):
    if isinstance(exc, BaseExceptionGroup):
        return sum(map(_count, exc.exceptions))
    return 1
