# order: timers due at the same instant fire in the order in which they were set, whatever made them
import asyncio
import time

log = []


def fired(label):
    log.append(f"{time.monotonic():.2f}:{label}")


async def sleeper(label, seconds):
    await asyncio.sleep(seconds)
    fired(label)


async def main():
    loop = asyncio.get_running_loop()
    handles = [loop.call_later(1, fired, f"later{i}") for i in range(5)]
    tasks = [asyncio.create_task(sleeper(f"sleep{i}", 1)) for i in range(4)]
    loop.call_at(loop.time() + 1, fired, "at")
    handles[2].cancel()
    await asyncio.sleep(0.5)
    loop.call_later(0.5, fired, "half+half")
    loop.call_at(1.0, fired, "at 1.0")
    loop.call_later(0.1 + 0.2 + 0.2, fired, "with float dust")
    await asyncio.gather(*tasks)
    print(*log, sep="\n")
    log.clear()

    for i, delay in enumerate([0.3, 0.1, 0.2, 0.1, 0.3, 0, -1]):
        loop.call_later(delay, fired, f"{i}/{delay}")
    loop.call_soon(fired, "soon")
    await asyncio.sleep(0.3)
    print(*log, sep="\n")
    print("when:", handles[0].when(), handles[2].cancelled())


asyncio.run(main())
