# Async generators left in the middle: by break, by an error, by a cancel, by losing the last reference, and aclose by hand
import asyncio
import contextlib
import gc


async def numbers(name, cleanup=0, error=None):
    n = 0
    try:
        while True:
            yield n
            n += 1
            await asyncio.sleep(0.1)
    except GeneratorExit:
        print("  ", name, "GeneratorExit", asyncio.current_task().get_name())
        raise
    except asyncio.CancelledError:
        print("  ", name, "CancelledError")
        raise
    finally:
        print("  ", name, "finally at", round(asyncio.get_running_loop().time(), 3))
        if cleanup:
            await asyncio.sleep(cleanup)
            print("  ", name, "cleaned up at", round(asyncio.get_running_loop().time(), 3))
        if error:
            raise error


async def consume(agen, until):
    async for n in agen:
        if n == until:
            return n


async def main():
    asyncio.current_task().set_name("main")
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, c: print("   handler:", c["message"].split("<")[0], repr(c.get("exception"))))
    async for n in numbers("broken off"):
        if n == 2:
            break
    print("after break")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    try:
        async for n in numbers("error in body"):
            1 / 0
    except ZeroDivisionError as e:
        print("caught", e)
        del e
    gc.collect()
    await asyncio.sleep(0.05)
    async with contextlib.aclosing(numbers("aclosing", cleanup=0.3)) as agen:
        print(await consume(agen, 1))
    print("after aclosing", loop.time())
    task = asyncio.create_task(consume(numbers("cancelled"), 100))
    await asyncio.sleep(0.25)
    task.cancel()
    print(await asyncio.gather(task, return_exceptions=True))
    agen = numbers("by hand")
    print(await agen.__anext__(), await agen.asend("ignored"))
    print(await agen.aclose(), await agen.aclose())
    for call in (agen.__anext__, lambda: agen.asend(1), lambda: agen.athrow(ValueError("late"))):
        try:
            print(await call())
        except BaseException as e:
            print(type(e).__name__, e)
    agen = numbers("thrown into")
    await agen.__anext__()
    try:
        await agen.athrow(KeyError("thrown"))
    except KeyError as e:
        print("KeyError", e)
    agen = numbers("never begun")
    await agen.aclose()
    agen = numbers("fails while closing", error=LookupError("closing"))
    await agen.__anext__()
    del agen
    await asyncio.sleep(0.01)
    agen = numbers("two at once")
    first = asyncio.create_task(agen.__anext__())
    await first
    second, third = asyncio.create_task(agen.__anext__()), asyncio.create_task(agen.__anext__())
    print([repr(r)[:80] for r in await asyncio.gather(second, third, return_exceptions=True)])
    kept = numbers("left for shutdown", cleanup=0.5)
    await kept.__anext__()
    globals()["kept"] = kept
    print("end of main", loop.time())


# In a loop of its own: in which order a loop closes several generators that are left is chance.
async def fails():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, c: print("   handler:", c["message"].split("<")[0], repr(c.get("exception"))))
    failing = numbers("fails at shutdown", error=OSError("shutdown"))
    await failing.__anext__()
    globals()["failing"] = failing


asyncio.run(main())
asyncio.run(fails())
print("after run")
