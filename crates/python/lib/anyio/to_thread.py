"""anyio.to_thread: functions in worker threads. Rules: `anyio/to_thread.py` of anyio 4.16."""

from ._core._eventloop import get_async_backend

__all__ = ("current_default_thread_limiter", "run_sync")


async def run_sync(func, *args, abandon_on_cancel=False, cancellable=None, limiter=None):
    """Calls `func` in a worker thread; its value."""
    if cancellable is not None:
        from warnings import warn

        abandon_on_cancel = cancellable
        warn(
            "The `cancellable=` keyword argument to `anyio.to_thread.run_sync` is deprecated since AnyIO 4.1.0; use "
            "`abandon_on_cancel=` instead",
            DeprecationWarning,
            stacklevel=2,
        )
    return await get_async_backend().run_sync_in_worker_thread(
        func, args, abandon_on_cancel=abandon_on_cancel, limiter=limiter
    )


def current_default_thread_limiter():
    """The limiter of the threads that are given none."""
    return get_async_backend().current_default_thread_limiter()
