# gather(return_exceptions=True): errors and cancellations become results, everyone finishes, order is kept
import asyncio
import time


async def task(n):
    try:
        await asyncio.sleep(n / 10)
        match n % 4:
            case 0:
                return n
            case 1:
                raise ValueError(n)
            case 2:
                raise KeyError(f"key {n}")
            case 3:
                raise asyncio.CancelledError("self made")
    finally:
        print(f"{time.monotonic():.1f} task {n} ends")


async def main():
    results = await asyncio.gather(*map(task, range(8)), return_exceptions=True)
    for i, r in enumerate(results):
        print(i, repr(r), isinstance(r, Exception))

    victims = [asyncio.create_task(asyncio.sleep(5, "slept")) for _ in range(3)]
    asyncio.get_running_loop().call_later(1, victims[1].cancel, "just you")
    print(await asyncio.gather(*victims, return_exceptions=True))
    print(f"{time.monotonic():.1f}")

    try:
        await asyncio.gather(task(3))
    except asyncio.CancelledError as e:
        print("without return_exceptions:", repr(e), asyncio.current_task().cancelling())


asyncio.run(main())
