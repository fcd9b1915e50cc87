# pins down: tasks that are started, named and refused; groups that are entered twice or not at all; what each error becomes
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
from anyio import to_thread, from_thread

BACKEND = "asyncio"


def log(*a):
    print(f"{time.monotonic():.2f}", *a)


async def child(n, task_status=TASK_STATUS_IGNORED):
    info = get_current_task()
    log("child", n, info.name, info.parent_id == parent.id, info.has_pending_cancellation())
    task_status.started(n * 2)
    try:
        await sleep(n)
    except get_cancelled_exc_class():
        log("child cancelled", n, get_current_task().has_pending_cancellation())
        raise
    return n


class Callable1:
    async def __call__(self):
        log("callable", get_current_task().name)

    async def meth(self):
        log("meth", get_current_task().name)


async def main():
    global parent
    parent = get_current_task()
    log(parent.name, parent == get_current_task(), hash(parent) == hash(get_current_task()), len(get_running_tasks()))
    async with create_task_group() as tg:
        log(await tg.start(child, 1))
        tg.start_soon(child, 2)
        tg.start_soon(child, 3, name="named")
        tg.start_soon(Callable1().meth, name=None)
        import functools

        tg.start_soon(functools.partial(child, 1))
        tg.start_soon(lambda: child(0), name=123)
        await wait_all_tasks_blocked()
        for tsk in sorted(get_running_tasks(), key=lambda q: q.name):
            log(tsk.name, tsk.parent_id == parent.id, repr(tsk).split("(")[0], tsk.has_pending_cancellation())
        await sleep(1.5)
        tg.cancel_scope.cancel()
    try:
        async with create_task_group() as tg:

            async def nostart(n, task_status):
                await sleep(n)

            try:
                await tg.start(nostart, 1)
            except RuntimeError as e:
                log(repr(e))

            async def twice(*, task_status):
                task_status.started()
                task_status.started()

            try:
                await tg.start(twice)
            except BaseException as e:
                log("twice", repr(e))
    except BaseException as e:
        log("outer", repr(e))
    log("..")

    async def boom(*, task_status):
        raise ValueError("before")

    try:
        async with create_task_group() as tg:
            await tg.start(boom)
    except BaseException as e:
        log(repr(e))

    async def after(*, task_status):
        task_status.started("v")
        await sleep(1)
        raise KeyError("after")

    try:
        async with create_task_group() as tg:
            log(await tg.start(after))
            await sleep(5)
    except BaseException as e:
        log(repr(e), type(e.__context__).__name__)
    try:
        tg.start_soon(sleep, 1)
    except RuntimeError as e:
        log(e)
    try:
        await tg.start(sleep, 1)
    except RuntimeError as e:
        log(e)
    tg = create_task_group()
    try:
        tg.start_soon(sleep, 1)
    except RuntimeError as e:
        log(e)
    try:
        tg.start_soon(3)
    except BaseException as e:
        log(type(e), e)
    async with tg:
        try:
            tg.start_soon(lambda: 3)
        except BaseException as e:
            log(type(e).__name__, e)
        try:
            tg.start_soon(sleep(1))
        except BaseException as e:
            log(type(e).__name__, e)
        try:
            tg.start_soon(3)
        except BaseException as e:
            log(type(e).__name__, e)
    try:
        async with tg:
            pass
    except BaseException as e:
        log(type(e).__name__, e)

    # nested exceptions
    async def fail(d, e):
        await sleep(d)
        raise e

    try:
        async with create_task_group() as a:
            a.start_soon(fail, 1, ValueError(1))
            async with create_task_group() as b:
                b.start_soon(fail, 1, KeyError(2))
                b.start_soon(fail, 2, OSError(3))
                try:
                    await sleep(9)
                finally:
                    with CancelScope(shield=True):
                        await sleep(1)
                        log("cleanup")
    except* ValueError as g:
        log("V", g.exceptions, g.message)
    except* KeyError as g:
        log("K", g.exceptions)
    try:
        async with create_task_group() as a:
            a.start_soon(fail, 1, GeneratorExit(3))
            await sleep(3)
    except BaseException as e:
        log(repr(e))
    try:
        async with create_task_group() as a:
            a.cancel_scope.cancel()
            a.start_soon(fail, 0, ValueError("never?"))
            raise RuntimeError("body")
    except BaseException as e:
        log(repr(e), a.cancel_scope.cancelled_caught)


anyio.run(main, backend=BACKEND)
