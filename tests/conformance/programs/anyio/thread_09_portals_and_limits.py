# pins down: worker threads, their limiters and abandonment, portals from inside and outside, and calls from the wrong place
import anyio, time, threading
from anyio import (
    BrokenResourceError,
    BusyResourceError,
    CancelScope,
    CapacityLimiter,
    ClosedResourceError,
    Condition,
    DelimiterNotFound,
    EndOfStream,
    Event,
    IncompleteRead,
    Lock,
    ResourceGuard,
    Semaphore,
    TASK_STATUS_IGNORED,
    TypedAttributeLookupError,
    TypedAttributeProvider,
    TypedAttributeSet,
    WouldBlock,
    aclose_forcefully,
    create_memory_object_stream,
    create_task_group,
    current_effective_deadline,
    current_time,
    fail_after,
    get_all_backends,
    get_cancelled_exc_class,
    get_current_task,
    get_running_tasks,
    move_on_after,
    sleep,
    sleep_forever,
    sleep_until,
    typed_attribute,
    wait_all_tasks_blocked,
)
from anyio import to_thread, from_thread, lowlevel
from anyio.from_thread import start_blocking_portal, BlockingPortal

BACKEND = "asyncio"


def log(*a):
    print(f"{time.monotonic():.2f}", *a)


def work(n, d=1.0):
    log("work", n, "begins")
    time.sleep(d)
    log("work", n, "ends")
    return n


async def main():
    lim = to_thread.current_default_thread_limiter()
    log(lim.total_tokens, lim.borrowed_tokens)
    log(await to_thread.run_sync(work, 1))
    with move_on_after(0.5) as s:
        await to_thread.run_sync(work, 2)
    log("after non abandoned", s.cancelled_caught)
    with move_on_after(0.5) as s:
        log(await to_thread.run_sync(work, 3, abandon_on_cancel=True))
    log("abandoned", s.cancelled_caught, lim.borrowed_tokens)
    await sleep(1)
    log(lim.borrowed_tokens)

    def checks():
        for i in range(10):
            time.sleep(0.3)
            log("check", i)
            from_thread.check_cancelled()

    with move_on_after(1) as s:
        await to_thread.run_sync(checks)
    log("checked", s.cancelled_caught)

    def inner():
        log(from_thread.run(sleep, 0.5))
        log(from_thread.run_sync(lambda: threading.current_thread() is threading.main_thread()))
        try:
            from_thread.run(fail)
        except ValueError as e:
            log("in thread", repr(e))
        try:
            from_thread.run_sync(sleep, 1)
        except BaseException as e:
            log(repr(e))
        return threading.current_thread().name

    async def fail():
        raise ValueError("loop")

    log((await to_thread.run_sync(inner))[:10])

    def stop():
        raise StopIteration(3)

    try:
        await to_thread.run_sync(stop)
    except BaseException as e:
        log(repr(e), repr(e.__cause__))

    def base():
        raise SystemExit("se")

    try:
        await to_thread.run_sync(base)
    except BaseException as e:
        log(repr(e))
    one = CapacityLimiter(1)
    async with create_task_group() as tg:
        for i in range(3):
            tg.start_soon(
                to_thread.run_sync,
                work,
                f"l{i}",
                0.5,
            )
        tg.start_soon(lambda: to_thread.run_sync(work, "one-a", limiter=one))
        tg.start_soon(lambda: to_thread.run_sync(work, "one-b", limiter=one))
        await sleep(0.1)
        log(one.statistics().tasks_waiting, lim.borrowed_tokens)
    async with BlockingPortal() as portal:

        def use():
            log(portal.call(lambda: 5))
            f = portal.start_task_soon(sleep, 1)
            log(f.done(), f.cancelled())
            f.result()
            log(f.done())
            f, v = portal.start_task(started)
            log("started", v, f.done())
            log(f.result())
            f = portal.start_task_soon(sleep, 10)
            time.sleep(0.2)
            f.cancel()
            log(f.cancelled())
            try:
                f.result()
            except BaseException as e:
                log(type(e).__name__)
            f = portal.start_task_soon(fail, name="xx")
            log(repr(f.exception()))
            cm = portal.wrap_async_context_manager(acm())
            with cm as v:
                log("cm", v)
            try:
                with portal.wrap_async_context_manager(acm()) as v:
                    raise KeyError("z")
            except KeyError as e:
                log("out", repr(e))

        async def started(*, task_status):
            task_status.started("sv")
            await sleep(0.5)
            return "rv"

        from contextlib import asynccontextmanager

        @asynccontextmanager
        async def acm():
            log("enter")
            try:
                yield "cm"
            except KeyError as e:
                log("cm sees", e)
                raise
            finally:
                log("exit")

        await to_thread.run_sync(use)
        try:
            portal.call(sleep, 1)
        except RuntimeError as e:
            log(e)
    try:
        await to_thread.run_sync(lambda: portal.call(sleep, 0))
    except RuntimeError as e:
        log(e)
    try:
        from_thread.run(sleep, 0)
    except BaseException as e:
        log(type(e).__name__, e)
    try:
        from_thread.check_cancelled()
    except BaseException as e:
        log(type(e).__name__, e)


anyio.run(main, backend=BACKEND)
try:
    from_thread.run(sleep, 0)
except BaseException as e:
    print(type(e).__name__, e)
with start_blocking_portal(backend=BACKEND) as p:
    print(p.call(anyio.sleep, 1), p.call(lambda: 4))

    async def f(x):
        await anyio.sleep(x)
        return get_current_task().name

    fs = [p.start_task_soon(f, i, name=f"n{i}") for i in (2, 1)]
    print([q.result() for q in fs], time.monotonic())
    try:
        p.call(f)
    except TypeError as e:
        print(e)
try:
    p.call(f, 1)
except RuntimeError as e:
    print(e)
