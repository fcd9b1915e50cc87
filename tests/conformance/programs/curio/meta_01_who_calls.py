# pins down: awaitable and asyncioable pairs by who calls them; iscoroutinefunction, instantiate_coroutine, from_coroutine, finalize
import curio, curio.meta as meta, functools, inspect
from curio import *


def sync(x, y=2):
    return ("sync", x, y)


async def asy(x, y=2):
    return ("async", x, y)


both = meta.awaitable(sync)(asy)
print(both(1), both.__name__, both._awaitable, both._syncfunc is sync, both._asyncfunc is asy, both.__doc__)


async def third(x, y=2):
    return ("asyncio", x, y)


tri = meta.asyncioable(both)(third)
print(tri(1), tri.__name__, hasattr(tri, "_syncfunc"))
try:

    @meta.awaitable(sync)
    async def other(a):
        pass

except TypeError as e:
    print(e)


def caller():
    return both(1)


async def agen():
    yield both(5)
    yield await both(6)


class C:
    def m(self):
        return "sm"

    @meta.awaitable(m)
    async def m(self):
        return "am"


async def main():
    print(await both(1), caller(), await tri(2), meta.curio_running())
    r = [both(i) for i in range(2)]
    print([await c for c in r])
    r = {i: both(i) for i in range(2)}
    for v in r.values():
        print(await v)
    g = (both(i) for i in range(2))
    for v in list(g):
        print(inspect.iscoroutine(v))
        inspect.iscoroutine(v) and v.close()
    print(type((lambda: both(1))()).__name__)
    async for x in agen():
        print(await x if inspect.iscoroutine(x) else x)
    print(await C().m())
    f = functools.partial(both, 3)
    r = f()
    print(inspect.iscoroutine(r), await r)
    print([type(x).__name__ for x in map(lambda i: both(i), range(1))])
    m = list(map(both, range(1)))
    print(inspect.iscoroutine(m[0]))
    if inspect.iscoroutine(m[0]):
        print(await m[0])
    print(await timeout_after(1, both, 9), await (await spawn(both, 8)).join(), await timeout_after(1, both(4)))


print(meta.curio_running(), C().m())
run(main)
print(run(both, 3))


async def aio():
    print(await tri(3), meta.curio_running(), await both(1))


for f in (
    sync,
    asy,
    both,
    agen,
    functools.partial(asy, 1),
    functools.partial(functools.partial(both), 1),
    C.m,
    C().m,
    C,
    main(),
    5,
):
    print(meta.iscoroutinefunction(f))
for args in (
    (asy, 1),
    (asy(2),),
    (both, 3),
    (sync, 1),
    (5,),
    (agen,),
    (agen(),),
    (asy(1), 2),
    (functools.partial(asy, 1), 2),
    (lambda: asy(1),),
):
    try:
        c = meta.instantiate_coroutine(*args)
        print(type(c).__name__)
        if hasattr(c, "close"):
            c.close()
    except BaseException as e:
        print(type(e).__name__, str(e)[:36])


def lvl():
    return meta.from_coroutine()


async def alvl():
    def inner():
        return meta.from_coroutine(1), meta.from_coroutine(2)

    return meta.from_coroutine(1), lvl(), inner()


print(run(alvl), lvl())


async def fin():
    log = []

    async def ag():
        try:
            for i in range(5):
                yield i
        finally:
            await sleep(1)
            log.append("closed")

    async with meta.finalize(ag()) as a:
        async for x in a:
            log.append(x)
            if x == 2:
                break
    print(log, await clock())
    async with meta.finalize([1]) as a:
        print(a)
    a = ag()
    await a.__anext__()
    await a.aclose()
    print(log)


run(fin)
