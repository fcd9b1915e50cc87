# pins down: task.cancel(), timeouts, wait_for, gather and TaskGroup of asyncio, each inside and around anyio's scopes, shielded and not
import anyio, asyncio, time
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

BACKEND = "asyncio"


def log(*a):
    print(f"{time.monotonic():.2f}", *a)


async def native():
    async def w(n, shield=False):
        try:
            with CancelScope(shield=shield) as sc:
                log(n, "in")
                await sleep(5)
            log(n, "past", sc.cancelled_caught, asyncio.current_task().cancelling())
        except asyncio.CancelledError as e:
            log(n, "C", str(e)[:26], asyncio.current_task().cancelling())
            raise
        finally:
            log(n, "fin")

    t = asyncio.create_task(w("a", True))
    await sleep(1)
    t.cancel("msg")
    try:
        await t
    except asyncio.CancelledError as e:
        log("caught", e.args)

    async def in_group():
        try:
            async with create_task_group() as tg:
                tg.start_soon(w, "b")
                tg.start_soon(w, "c", True)
                await sleep(9)
        except BaseException as e:
            log("grp", repr(e))
            raise

    t = asyncio.create_task(in_group())
    await sleep(1)
    t.cancel("m2")
    await sleep(2)
    log(t.done())
    try:
        await t
    except asyncio.CancelledError as e:
        log("caught", e.args)

    async def mix():
        async with asyncio.timeout(1):
            with CancelScope() as s:
                async with create_task_group() as tg:
                    tg.start_soon(w, "d")
                    await sleep(3)

    try:
        await mix()
    except BaseException as e:
        log(repr(e))

    async def mix2():
        with move_on_after(1) as s:
            async with asyncio.TaskGroup() as tg:
                tg.create_task(w("e"))
                await asyncio.sleep(9)
        log("mix2", s.cancelled_caught, asyncio.current_task().cancelling())

    await mix2()

    async def mix3():
        with move_on_after(1) as s:
            try:
                await asyncio.wait_for(w("f"), 3)
            except asyncio.CancelledError:
                log("wf c")
                await asyncio.sleep(0)
                log("never")
        log(s.cancelled_caught)

    await mix3()

    async def mix4():
        with move_on_after(1) as s:
            r = await asyncio.gather(w("g"), w("h", True), return_exceptions=True)
            log(r)
        log(s.cancelled_caught, asyncio.current_task().cancelling())

    await mix4()

    async def self_cancel():
        with CancelScope() as s:
            asyncio.current_task().cancel()
            s.cancel()
            await sleep(1)
        log("self", s.cancelled_caught, asyncio.current_task().cancelling())
        try:
            await asyncio.sleep(0)
            log("slept")
        except asyncio.CancelledError:
            log("still")

    t = asyncio.create_task(self_cancel())
    try:
        await t
    except asyncio.CancelledError as e:
        log("T", e.args)
    t = asyncio.create_task(w("z"), name="zz")
    await sleep(0)
    log([x.name for x in get_running_tasks()][1:], t.cancelling())
    t.cancel()
    t.cancel()
    try:
        await t
    except asyncio.CancelledError:
        log(t.cancelling(), t.cancelled())
    async with create_task_group() as tg:
        h = tg.start_soon(w, "hh")
        log(type(h).__name__)
        await sleep(1)
        for x in asyncio.all_tasks():
            if x is not asyncio.current_task():
                log(x.get_name())
                x.cancel("nat")
    log("end", tg.cancel_scope.cancel_called)
    e = asyncio.Event()
    with move_on_after(2) as s:
        await asyncio.shield(e.wait())
    log(s.cancelled_caught)
    f = asyncio.get_running_loop().create_future()
    with CancelScope() as s:
        s.cancel()
        try:
            await f
        except asyncio.CancelledError as ex:
            log(ex.args[0][:25], f.cancelled())


async def main():
    if BACKEND == "asyncio":
        await native()
    else:
        import trio

        async with trio.open_nursery() as n:
            n.start_soon(anyio.sleep, 1)
            async with create_task_group() as tg:
                tg.start_soon(trio.sleep, 2)
            n.cancel_scope.cancel()
        log(n.cancel_scope.cancelled_caught)
        with move_on_after(1) as s:
            with trio.CancelScope(shield=True):
                await anyio.sleep(2)
        log(s.cancel_called, s.cancelled_caught, trio.current_effective_deadline())


anyio.run(main, backend=BACKEND)
