# pins down: run variables and their tokens, checkpoints, and every helper of functools and itertools
import anyio, time, asyncio
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
from anyio import lowlevel, to_thread
from anyio.lowlevel import RunVar, checkpoint, checkpoint_if_cancelled, cancel_shielded_checkpoint
import anyio.functools, anyio.itertools

BACKEND = "asyncio"


def log(*a):
    print(f"{time.monotonic():.2f}", *a)


async def T(f, *a):
    try:
        log("->", await f(*a))
    except BaseException as e:
        log(type(e).__name__, e)


v = RunVar("v", 5)
w = RunVar("w")


async def main():
    log(v.get(), v)
    try:
        w.get()
    except LookupError as e:
        log(repr(e))
    log(w.get("d"))
    tok = w.set(3)
    log(w.get(), type(tok).__name__)
    w.reset(tok)
    log(w.get(9))
    try:
        w.reset(tok)
    except ValueError as e:
        log(repr(e))
    try:
        v.reset(tok)
    except ValueError as e:
        log(repr(e))
    t2 = v.set(6)
    with CancelScope() as s:
        s.cancel()
        await cancel_shielded_checkpoint()
        log("passed")
        try:
            await checkpoint_if_cancelled()
        except get_cancelled_exc_class():
            log("cif")
        try:
            await checkpoint()
        except get_cancelled_exc_class():
            log("c")
            raise
    await checkpoint_if_cancelled()
    log(s.cancelled_caught)

    @anyio.functools.cache
    async def f(x):
        log("f", x)
        await sleep(1)
        return x * 2

    async with create_task_group() as tg:
        for i in (1, 2, 1):
            tg.start_soon(T, f, i)
    log(await f(1), f.cache_info(), f.cache_parameters())
    f.cache_clear()
    log(f.cache_info())

    @anyio.functools.lru_cache(maxsize=1, typed=True)
    async def g(x):
        if x == 0:
            raise ValueError("zero")
        return x

    await T(g, 0)
    await T(g, 0)
    await T(g, 1)
    await T(g, 1.0)
    await T(g, 1)
    log(g.cache_info(), g.__name__)

    async def add(a, b):
        await sleep(0.1)
        return a + b

    log(await anyio.functools.reduce(add, [1, 2, 3]))
    log(await anyio.functools.reduce(add, [], 7))
    await T(anyio.functools.reduce, add, [])
    I = anyio.itertools

    async def al(it):
        return [x async for x in it]

    async def ag(n):
        for i in range(n):
            await sleep(0.1)
            yield i

    log([n for n in I.__all__])
    for name, args in [
        ("accumulate", (ag(4),)),
        ("batched", (ag(5), 2)),
        ("chain", (ag(2), [7, 8])),
        ("compress", (ag(4), [1, 0, 1])),
        ("count", None),
        ("cycle", None),
        ("islice", (ag(9), 1, 8, 3)),
        ("pairwise", (ag(4),)),
        ("repeat", (3, 2)),
        ("zip_longest", (ag(2), [1, 2, 3])),
    ]:
        if args is None:
            continue
        fn = getattr(I, name, None)
        try:
            log(name, await al(fn(*args)))
        except BaseException as e:
            log(name, type(e).__name__, e)

    async def pred(x):
        return x < 2

    async def odd(x):
        return x % 2

    for name in ("dropwhile", "takewhile", "filterfalse"):
        try:
            log(name, await al(getattr(I, name)(odd if name == "filterfalse" else pred, ag(4))))
        except BaseException as e:
            log(name, type(e).__name__, e)
    try:
        async for k, grp in I.groupby(ag(4), lambda x: x // 2):
            log(k, await al(grp))
    except BaseException as e:
        log("groupby", type(e).__name__, e)

    async def kf(x):
        return x // 2

    try:
        async for k, grp in I.groupby(ag(4), kf):
            log(k, await al(grp))
    except BaseException as e:
        log("groupby", type(e).__name__, e)
    for n in ("product", "permutations", "combinations", "combinations_with_replacement"):
        try:
            log(n, await al(getattr(I, n)([1, 2, 3], 2) if n != "product" else I.product([1, 2], ag(2))))
        except BaseException as e:
            log(n, type(e).__name__, e)
    try:
        a, b = I.tee(ag(3))
        log(await al(a), await al(b))
    except BaseException as e:
        log("tee", type(e).__name__, e)
    try:
        log(await al(I.starmap(add, [(1, 2), (3, 4)])))
    except BaseException as e:
        log("starmap", type(e).__name__, e)
    n = 0
    async for c in I.count(3, 2):
        n += 1
        if n > 3:
            break
        log(c)
    for bad in ((ag(3), 0), (ag(3), -1)):
        try:
            log(await al(I.batched(*bad)))
        except BaseException as e:
            log(type(e).__name__, e)
    try:
        log(await al(I.batched(ag(3), 2, strict=True)))
    except BaseException as e:
        log(type(e).__name__, e)
    for bad in ((-1,), (1, -1), (0, 3, 0), ("x",)):
        try:
            log(await al(I.islice(ag(5), *bad)))
        except BaseException as e:
            log(type(e).__name__, e)


anyio.run(main, backend=BACKEND)
try:
    v.get()
except BaseException as e:
    print(type(e).__name__, e)
