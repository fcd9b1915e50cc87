"""asyncio.futures: futures of the model, and how a `concurrent.futures.Future` is made one.

Must not know: states and callbacks of the model's futures.
"""

from _asyncio import Future, isfuture


def _set_result_unless_cancelled(future, result):
    if not future.cancelled():
        future.set_result(result)


def _copy_future_state(source, dest):
    """Ends `dest`, a future of the loop, as `source` has ended, of whichever kind that is."""
    assert source.done()
    if dest.cancelled():
        return
    assert not dest.done()
    if source.cancelled():
        dest.cancel()
    elif source.exception() is not None:
        dest.set_exception(_as_own(source.exception()))
    else:
        dest.set_result(source.result())


def _as_own(exception):
    """The exceptions of `concurrent.futures` that have a counterpart here, as that."""
    from concurrent import futures

    import asyncio

    counterparts = {
        futures.CancelledError: asyncio.CancelledError,
        futures.InvalidStateError: asyncio.InvalidStateError,
    }
    own = counterparts.get(type(exception))
    return exception if own is None else own(*exception.args).with_traceback(exception.__traceback__)


def wrap_future(future, *, loop=None):
    """A future of the loop that ends as `future` does, and cancels it when it is cancelled."""
    if isfuture(future):
        return future
    if loop is None:
        from .events import get_event_loop

        loop = get_event_loop()
    wrapped = loop.create_future()

    def cancelled(wrapped):
        if wrapped.cancelled():
            future.cancel()

    def finish():
        if wrapped.done():
            return
        _copy_future_state(future, wrapped)

    wrapped.add_done_callback(cancelled)
    future.add_done_callback(lambda _: loop.call_soon_threadsafe(finish))
    return wrapped
