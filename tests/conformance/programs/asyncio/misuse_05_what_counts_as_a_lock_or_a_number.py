# What a barrier takes for a number and a condition for a lock, and a task that is to begin at once without being told its loop.
import asyncio


def attempt(what, make):
    try:
        print(what, "is fine", make())
    except Exception as error:
        print(what, repr(error))


class AlmostALock:
    def __init__(self, *names):
        for name in names:
            setattr(self, name, lambda: False)


def parties(given):
    return asyncio.Barrier(given).parties


async def instant():
    return "now"


async def meet(barrier, name):
    try:
        async with asyncio.timeout(1):
            print(name, await barrier.wait(), barrier.n_waiting, repr(barrier)[-24:])
    except (TimeoutError, asyncio.BrokenBarrierError) as error:
        print(name, repr(error))


async def main():
    for given in (0, -1, 0.5, 1.5, 2.0, True, False, "2", None):
        attempt(f"Barrier({given!r})", lambda: parties(given))
    two = asyncio.Barrier(2.0)
    await asyncio.gather(meet(two, "a"), meet(two, "b"))
    # Nobody is ever the one and a half.
    never = asyncio.Barrier(1.5)
    await asyncio.gather(meet(never, "c"), meet(never, "d"))

    for given in (0, 5, AlmostALock(), AlmostALock("locked"), AlmostALock("locked", "acquire")):
        attempt(f"Condition({type(given).__name__})", lambda: asyncio.Condition(given))
    attempt("Condition(three methods)", lambda: type(asyncio.Condition(AlmostALock("locked", "acquire", "release"))))

    loop = asyncio.get_running_loop()
    for given in (None, loop):
        coroutine = instant()
        attempt("Task(eager_start)", lambda: asyncio.Task(coroutine, loop=given, eager_start=True).done())
        coroutine.close()


asyncio.run(main())
