# timeout: when(), expired(), reschedule, entering with None or with a past deadline, and its errors when misused
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def main():
    loop = asyncio.get_running_loop()
    cm = asyncio.timeout(2)
    print(cm, cm.when())
    async with cm:
        print(cm, cm.when())
    print(cm, cm.expired())

    try:
        async with asyncio.timeout(1) as cm:
            await asyncio.sleep(0.9)
            cm.reschedule(loop.time() + 1)
            stamp("rescheduled to", round(cm.when(), 1))
            await asyncio.sleep(5)
    except TimeoutError:
        stamp("expired", cm.expired(), repr(cm))

    async with asyncio.timeout(None) as cm:
        stamp("no limit", cm.when())
        cm.reschedule(loop.time() + 0.5)
        cm.reschedule(None)
        await asyncio.sleep(2)
    stamp("left", cm.expired())

    for delay in (0, -1):
        try:
            async with asyncio.timeout(delay) as cm:
                stamp("entered", delay)
                await asyncio.sleep(0)
                stamp("one turn later")
                await asyncio.sleep(0)
                stamp("two turns later")
        except TimeoutError as e:
            stamp("timeout", repr(e), "cause", repr(e.__cause__))

    try:
        async with asyncio.timeout_at(loop.time() - 1):
            stamp("no await inside, so it only shows at the end?")
        stamp("left normally")
    except TimeoutError:
        stamp("timed out")

    for act in (lambda: cm.reschedule(1), lambda: asyncio.timeout(1).reschedule(2)):
        try:
            act()
        except RuntimeError as e:
            stamp("RuntimeError:", e)
    try:
        async with cm:
            pass
    except RuntimeError as e:
        stamp("RuntimeError:", e)


asyncio.run(main())
