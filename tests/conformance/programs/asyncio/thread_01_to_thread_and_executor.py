# to_thread and run_in_executor: time.sleep in a thread does not block the loop; results, errors and context come across
import asyncio
import contextvars
import time
from concurrent.futures import ThreadPoolExecutor

user = contextvars.ContextVar("user", default="nobody")


def blocking(name, seconds, fail=False):
    print(f"{time.monotonic():.1f} {name} begins, user {user.get()}")
    time.sleep(seconds)
    if fail:
        raise OSError(f"{name} failed")
    user.set("changed in the thread")
    print(f"{time.monotonic():.1f} {name} ends")
    return name


async def ticker():
    for _ in range(4):
        await asyncio.sleep(0.4)
        print(f"{time.monotonic():.1f} tick")


async def main():
    user.set("main")
    tick = asyncio.create_task(ticker())
    print(await asyncio.gather(asyncio.to_thread(blocking, "a", 1), asyncio.to_thread(blocking, "b", seconds=0.5)))
    print("still", user.get())
    try:
        await asyncio.to_thread(blocking, "c", 0.2, fail=True)
    except OSError as e:
        print(f"{time.monotonic():.1f} {e!r}")
    await tick
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(max_workers=1) as pool:
        futures = [loop.run_in_executor(pool, blocking, f"pool{i}", 0.3) for i in range(3)]
        print(await asyncio.gather(*futures))
    print(f"{time.monotonic():.1f} end", await loop.run_in_executor(None, sum, [1, 2, 3]))


asyncio.run(main())
