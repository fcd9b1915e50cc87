# gather: no arguments, the same awaitable twice, futures of another loop, nested errors, a cancel at each moment
import asyncio


async def value(x, delay=0, error=None):
    try:
        await asyncio.sleep(delay)
    except asyncio.CancelledError as e:
        print("   cancelled", x, e.args)
        raise
    if error:
        raise error
    return x


async def main():
    loop = asyncio.get_running_loop()
    empty = asyncio.gather()
    print(type(empty).__name__, empty.done(), await empty, empty)
    empty = asyncio.gather(return_exceptions=True)
    print(await empty)
    shared = value("shared")
    print(await asyncio.gather(shared, shared, value(1), shared))
    task = asyncio.create_task(value("task", 1))
    print(await asyncio.gather(task, task), task.done())
    g = asyncio.gather(value(1, 1), value(2, 2))
    print(type(g).__name__, str(g)[:31], g.cancelled(), g.done())
    print(await g, str(g)[:32])
    for awaitable in (42, None, "x", [value]):
        try:
            await asyncio.gather(awaitable)
        except TypeError as e:
            print("TypeError", e)
    other = asyncio.new_event_loop()
    foreign = other.create_future()
    mine = loop.create_future()
    try:
        asyncio.gather(mine, foreign)
    except ValueError as e:
        print("ValueError", e)
    other.close()
    for delay in (0, 0.5, 1, 1.5, 2):
        for return_exceptions in (False, True):
            g = asyncio.gather(value("a", 1), value("b", 2, KeyError("b")), value("c", 3), return_exceptions=return_exceptions)
            loop.call_later(delay, g.cancel, "why")
            try:
                print(delay, return_exceptions, await g)
            except BaseException as e:
                print(delay, return_exceptions, type(e).__name__, e.args, g.cancelled(), loop.time())
            await asyncio.sleep(5)
    inner = asyncio.gather(value("x", 1, ValueError("x")), value("y", 2))
    outer = asyncio.gather(inner, value("z", 3), return_exceptions=True)
    print(await outer)
    g = asyncio.gather(value(1, 1))
    print(g.cancel(), g.cancel(), g.cancelled())
    try:
        await g
    except asyncio.CancelledError as e:
        print("cancelled", e.args, g.cancelled())
    print(g.cancel())
    try:
        g.set_result(1)
    except asyncio.InvalidStateError as e:
        print(type(e).__name__, e)
    done = asyncio.create_task(value("done"))
    failed = asyncio.create_task(value("failed", 0, OSError("failed")))
    await asyncio.wait([done, failed])
    g = asyncio.gather(done, failed)
    print(g.done())
    await asyncio.gather(g, return_exceptions=True)
    print(g.done(), repr(g.exception()))


asyncio.run(main())
