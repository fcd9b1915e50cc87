# from_thread with scopes, tokens and cancellation; threads that outlive their task; limiters and names.
import threading
import time

import trio


def work(seconds, label):
    time.sleep(seconds)
    return label


def calls_back():
    print("in thread", trio.from_thread.run_sync(trio.current_time))
    trio.from_thread.run(trio.sleep, 1)
    print("slept", trio.from_thread.run_sync(trio.current_time))
    return trio.from_thread.run(child, 2)


async def child(n):
    with trio.move_on_after(1) as scope:
        await trio.sleep(n)
    return scope.cancelled_caught


def raises_in_loop():
    async def bad():
        await trio.sleep(1)
        raise ValueError("from loop")
    try:
        trio.from_thread.run(bad)
    except ValueError as error:
        print("thread caught", error)
        raise KeyError("from thread") from error


def polls():
    for _ in range(10):
        time.sleep(1)
        trio.from_thread.check_cancelled()
    return "finished"


def sleeps_in_loop():
    try:
        trio.from_thread.run(trio.sleep, 10)
    except trio.Cancelled as error:
        print("thread: cancelled", error.source)
        raise


def cancels_scope(scope):
    time.sleep(1)
    trio.from_thread.run_sync(scope.cancel)
    try:
        trio.from_thread.run_sync(print, "still here")
        trio.from_thread.check_cancelled()
    except trio.Cancelled:
        print("thread: check says cancelled")
        raise
    return "not cancelled"


async def attempt(label, fn, *args, timeout=None, **kwargs):
    with trio.move_on_after(timeout if timeout is not None else float("inf")) as scope:
        try:
            print(label, "->", await trio.to_thread.run_sync(fn, *args, **kwargs))
        except BaseException as error:
            print(label, type(error).__name__, error if not isinstance(error, trio.Cancelled) else error.source, repr(error.__cause__))
            if isinstance(error, trio.Cancelled):
                raise
    print(label, "at", trio.current_time(), scope.cancelled_caught)


async def main():
    await attempt("work", work, 1, "x")
    await attempt("calls back", calls_back)
    await attempt("raises", raises_in_loop)
    await attempt("not cancellable", work, 3, "late", timeout=1)
    await attempt("abandoned", work, 3, "lost", timeout=1, abandon_on_cancel=True)
    await attempt("polls", polls, timeout=2.5)
    await attempt("sleeps in loop", sleeps_in_loop, timeout=2)
    await attempt("sleeps in loop, abandoned", sleeps_in_loop, timeout=2, abandon_on_cancel=True)
    with trio.CancelScope() as scope:
        try:
            print(await trio.to_thread.run_sync(cancels_scope, scope))
        except trio.Cancelled as error:
            print("task: cancelled", error.source)
            raise
    print(scope.cancelled_caught, trio.current_time())
    limiter = trio.CapacityLimiter(1)
    async with trio.open_nursery() as nursery:
        for n in range(3):
            nursery.start_soon(lambda n=n: attempt(f"limited {n}", work, 1, n, limiter=limiter))
        await trio.sleep(0.5)
        print(limiter.statistics().tasks_waiting, limiter.borrowed_tokens)
        print([type(b).__name__ for b in limiter.statistics().borrowers])
    await attempt("coroutine function", child, 1)
    await attempt("not a function", 3)
    await attempt("wrong", work)
    await attempt("bad limiter", work, 1, "x", limiter=3)
    await attempt("name", lambda: threading.current_thread().name, thread_name="mine")
    await attempt("name", lambda: threading.current_thread().name)
    for fn in (trio.from_thread.run, trio.from_thread.run_sync):
        try:
            fn(trio.sleep, 1)
        except RuntimeError as error:
            print(error)
        try:
            fn(trio.sleep, 1, trio_token=trio.lowlevel.current_trio_token())
        except RuntimeError as error:
            print(error)
        try:
            fn(trio.sleep, 1, trio_token=3)
        except (RuntimeError, AttributeError) as error:
            print(type(error).__name__, error)
    try:
        trio.from_thread.check_cancelled()
    except RuntimeError as error:
        print(error)
    limiter = trio.to_thread.current_default_thread_limiter()
    print(limiter.total_tokens, limiter.borrowed_tokens, limiter.available_tokens)
    with trio.CancelScope() as scope:
        scope.cancel()
        await attempt("already cancelled", work, 1, "x")
    await trio.sleep(10)


trio.run(main)
