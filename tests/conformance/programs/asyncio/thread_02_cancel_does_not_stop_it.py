# to_thread: a cancel or timeout returns at once, the thread goes on; run() waits for the default executor at its end
import asyncio
import time


def blocking(name, seconds):
    time.sleep(seconds)
    print(f"{time.monotonic():.1f} thread {name} ends")
    return name


async def main():
    try:
        await asyncio.wait_for(asyncio.to_thread(blocking, "a", 2), 1)
    except TimeoutError:
        print(f"{time.monotonic():.1f} timeout")
    task = asyncio.create_task(asyncio.to_thread(blocking, "b", 2))
    await asyncio.sleep(0.5)
    task.cancel()
    await asyncio.wait([task])
    print(f"{time.monotonic():.1f} cancelled {task.cancelled()}")
    shielded = asyncio.ensure_future(asyncio.to_thread(blocking, "c", 1))
    try:
        async with asyncio.timeout(0.5):
            await asyncio.shield(shielded)
    except TimeoutError:
        print(f"{time.monotonic():.1f} stopped waiting")
    print(f"{time.monotonic():.1f} {await shielded}")
    asyncio.get_running_loop().run_in_executor(None, blocking, "left behind", 5)
    await asyncio.sleep(0)
    print(f"{time.monotonic():.1f} main ends")


asyncio.run(main())
print(f"{time.monotonic():.1f} run returned")
