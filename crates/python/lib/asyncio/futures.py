"""asyncio.futures: futures of the model, and how a `concurrent.futures.Future` is made one.

Must not know: states and callbacks of the model's futures.
"""

from _asyncio import Future, isfuture
import _asyncio


def wrap_future(future, *, loop=None):
    """A future of the loop that ends as `future` does, and cancels it when it is cancelled."""
    if isfuture(future):
        return future
    if loop is None:
        loop = _asyncio._get_event_loop()
    wrapped = loop.create_future()

    def cancelled(wrapped):
        if wrapped.cancelled():
            future.cancel()

    def finish():
        if wrapped.done():
            return
        if future.cancelled():
            wrapped.cancel()
        elif future.exception() is not None:
            wrapped.set_exception(future.exception())
        else:
            wrapped.set_result(future.result())

    wrapped.add_done_callback(cancelled)
    future.add_done_callback(lambda _: loop.call_soon_threadsafe(finish))
    return wrapped
