# gather of coroutines, tasks, futures and custom awaitables; a child that ends during the call; order of the children's start
import asyncio
import time


class Custom:
    def __init__(self, n):
        self.n = n

    def __await__(self):
        print("custom", self.n, "starts")
        yield from asyncio.sleep(self.n).__await__()
        return f"custom {self.n}"


async def coro(n):
    print("coro", n, "starts")
    await asyncio.sleep(n)
    return f"coro {n}"


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_later(1.5, future.set_result, "future")
    done = loop.create_future()
    done.set_result("done already")
    task = asyncio.create_task(coro(1))
    print(await asyncio.gather(Custom(1), task, coro(0), future, done, asyncio.gather(coro(2), Custom(0))))
    print(f"{time.monotonic():.1f}")
    failed = loop.create_future()
    failed.set_exception(ValueError("failed already"))
    cancelled = loop.create_future()
    cancelled.cancel()
    for bad in (failed, cancelled):
        try:
            await asyncio.gather(coro(1), bad)
        except (ValueError, asyncio.CancelledError) as e:
            print(f"{time.monotonic():.1f} {e!r}")
    results = await asyncio.gather(failed, cancelled, coro(0), return_exceptions=True)
    print(results)
    try:
        await asyncio.gather(1, 2)
    except TypeError as e:
        print("TypeError:", e)
    await asyncio.sleep(2)


asyncio.run(main())
