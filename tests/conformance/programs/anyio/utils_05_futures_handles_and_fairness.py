# pins down: gather, amap, as_completed, futures and handles of tasks; limiters that grow, fast locks, conditions that time out, a shield taken down
import anyio, time, math
from anyio import (
    create_task_group,
    sleep,
    move_on_after,
    CancelScope,
    Event,
    Lock,
    CapacityLimiter,
    Condition,
    Semaphore,
    fail_after,
    get_cancelled_exc_class,
    create_memory_object_stream,
    to_thread,
    from_thread,
    current_effective_deadline,
    current_time,
    gather,
    amap,
    as_completed,
    Future,
    TaskFailed,
)

BACKEND = "asyncio"


def log(*a):
    print(f"{current_time():.2f}", *a)


async def w(n, e=None):
    try:
        await sleep(n)
    except get_cancelled_exc_class():
        log("w cancelled", n)
        raise
    if e:
        raise e
    log("w", n)
    return n


class Cm(anyio.AsyncContextManagerMixin):
    def __asynccontextmanager__(self):
        from contextlib import asynccontextmanager

        @asynccontextmanager
        async def cm():
            async with create_task_group() as tg:
                tg.start_soon(w, 9)
                yield self
                tg.cancel_scope.cancel()

        return cm()


async def T(c):
    try:
        log("->", await c)
    except BaseException as e:
        log("!", type(e).__name__, e if not isinstance(e, BaseExceptionGroup) else e.exceptions)


async def main():
    log(await gather(w(1), w(0.5)))
    await T(gather(w(1), w(0.5, ValueError("g"))))

    async def double(x):
        await sleep(x)
        return x * 2

    try:
        r = amap(double, [0.3, 0.1, 0.2])
        log(type(r).__name__)
        log(await r)
    except TypeError as e:
        log(e)
    try:
        async with as_completed(double(0.3), double(0.1)) as it:
            async for x in it:
                log(type(x).__name__, await x)
    except BaseException as e:
        log(type(e).__name__, e)
    async with Cm() as c:
        await sleep(0.5)
        log("in cm")
    f = Future()
    async with create_task_group() as tg:

        async def waiter():
            try:
                log("fut", await f)
            except BaseException as e:
                log("fut!", type(e).__name__, e)

        tg.start_soon(waiter)
        await sleep(0.2)
        try:
            log(f.status.name, f.exception, f.return_value)
        except BaseException as e:
            log(type(e).__name__, e)
        try:
            f.return_value = 5
            f.return_value = 6
        except BaseException as e:
            log(type(e).__name__, e)
    async with create_task_group() as tg:
        h = tg.start_soon(w, 1)
        h2 = tg.start_soon(w, 5)
        log(h.status.name, h.name)
        await h
        log(h.status.name, h.return_value if hasattr(h, "return_value") else "")
        h2.cancel()
        await sleep(0)
        try:
            log(await h2)
        except BaseException as e:
            log(type(e).__name__, e)
    lim = CapacityLimiter(1)

    async def use(n):
        async with lim:
            log("lim", n, lim.statistics().tasks_waiting)
            await sleep(0.5)

    async with create_task_group() as tg:
        for i in range(3):
            tg.start_soon(use, i)
        await sleep(0.1)
        lim.total_tokens = 2
        await sleep(0.1)
        log(lim.borrowed_tokens)
        tg.start_soon(use, 9)
    sem = Semaphore(1, fast_acquire=True)
    lock = Lock(fast_acquire=True)

    async def fast(n):
        for i in range(2):
            async with lock:
                log("fast", n, i)

    async with create_task_group() as tg:
        tg.start_soon(fast, "a")
        tg.start_soon(fast, "b")
    c = Condition()

    async def cw(n):
        async with c:
            with move_on_after(n):
                log(
                    "cw",
                    n,
                    await c.wait_for(lambda: current_time() > 6 + 4) if hasattr(c, "wait_for") else await c.wait(),
                )
            log("cw left", n, c.locked())

    async with create_task_group() as tg:
        tg.start_soon(cw, 0.5)
        tg.start_soon(cw, 3)
        await sleep(1)
        async with c:
            c.notify_all()
        await sleep(1)
        async with c:
            c.notify(1)
    with CancelScope() as outer:
        async with create_task_group() as tg:
            tg.start_soon(w, 3)
            with CancelScope(shield=True) as inner:
                outer.cancel("why")
                log(outer.cancel_called, inner.cancel_called, current_effective_deadline())
                await sleep(0.5)
                inner.shield = False
                try:
                    await sleep(1)
                except get_cancelled_exc_class():
                    log("now")
                    raise
    log(outer.cancelled_caught, inner.cancelled_caught, tg.cancel_scope.cancelled_caught)

    def th():
        with_ = from_thread.run(double, 0.2)
        from_thread.run_sync(log, "from th", with_)
        try:
            from_thread.run(w, 0.1, OSError("th"))
        except OSError as e:
            return repr(e)

    log(await to_thread.run_sync(th))


anyio.run(main, backend=BACKEND)
