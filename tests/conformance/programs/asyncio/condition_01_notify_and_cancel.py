# Condition: notified tasks take the lock in turn; a cancelled waiter takes it back first; a lost notification goes to the next
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def waiter(name, condition):
    async with condition:
        try:
            await condition.wait()
            stamp(name, "notified")
        except asyncio.CancelledError:
            stamp(name, "cancelled, holds the lock:", condition.locked())
            raise


async def main():
    condition = asyncio.Condition()
    tasks = {n: asyncio.create_task(waiter(n, condition)) for n in "abcd"}
    await asyncio.sleep(1)
    async with condition:
        condition.notify(2)
        stamp("notified 2")
        await asyncio.sleep(1)
    await asyncio.sleep(1)
    stamp({n: t.done() for n, t in tasks.items()})

    async with condition:
        tasks["c"].cancel()
        await asyncio.sleep(1)
        stamp("c cancelled a second ago, done:", tasks["c"].done())
    await asyncio.wait([tasks["c"]])

    stamp("-- notified and cancelled in one turn: the next gets it")
    e = asyncio.create_task(waiter("e", condition))
    await asyncio.sleep(0)
    async with condition:
        condition.notify()
        tasks["d"].cancel()
    await asyncio.wait([tasks["d"], e], timeout=1)
    stamp("d cancelled", tasks["d"].cancelled(), "e done", e.done())
    if not e.done():
        async with condition:
            condition.notify_all()
        await e
    for bad in (condition.notify, condition.wait):
        try:
            result = bad()
            if result is not None:
                await result
        except RuntimeError as error:
            stamp("RuntimeError:", error)


asyncio.run(main())
