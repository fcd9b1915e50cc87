# gather: results come in the order of the arguments, whatever order they finish in; duplicates run once; empty is done
import asyncio
import time


async def fetch(page, seconds):
    print(f"{time.monotonic():.1f} fetch {page}")
    await asyncio.sleep(seconds)
    print(f"{time.monotonic():.1f} got {page}")
    return page.upper()


async def main():
    print(await asyncio.gather(fetch("a", 3), fetch("b", 1), fetch("c", 2)))

    coro = fetch("twice", 1)
    task = asyncio.ensure_future(fetch("task", 1))
    print(await asyncio.gather(coro, task, coro, task))

    print("empty:", await asyncio.gather())

    nested = await asyncio.gather(
        asyncio.gather(fetch("x", 0.2), fetch("y", 0.1)),
        asyncio.gather(*(fetch(f"z{i}", 0.1 * i) for i in range(3))),
    )
    print(nested)
    future = asyncio.gather(fetch("late", 1))
    print(type(future).__name__, future.done())
    await asyncio.sleep(2)
    print(future.done(), future.result())


asyncio.run(main())
