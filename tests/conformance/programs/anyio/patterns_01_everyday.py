# pins: everyday patterns: race, retry with backoff, gather with limits, periodic work, a cache refresher, a rate limiter, cancellation by event
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def fetch(name, seconds, fail=False):
    try:
        await anyio.sleep(seconds)
        if fail:
            raise ConnectionError(name)
        return f"<{name}>"
    except anyio.get_cancelled_exc_class():
        log(f"fetch {name} cancelled")
        raise


async def race(*calls):
    winner = None
    async with anyio.create_task_group() as tg:
        async def run(call):
            nonlocal winner
            winner = await fetch(*call)
            tg.cancel_scope.cancel()

        for call in calls:
            tg.start_soon(run, call)
    return winner


async def retry(attempts, delay, function, *args):
    for attempt in range(attempts):
        try:
            with anyio.fail_after(1):
                return await function(*args)
        except (TimeoutError, ConnectionError) as error:
            log(f"attempt {attempt} failed with {type(error).__name__}")
            await anyio.sleep(delay * 2**attempt)
    return None


async def limited(names, limit):
    results, limiter = {}, anyio.CapacityLimiter(limit)

    async def one(name):
        async with limiter:
            results[name] = await fetch(name, len(name) / 2)
            log(f"{name} done")

    async with anyio.create_task_group() as tg:
        for name in names:
            tg.start_soon(one, name)
    return results


async def until(event, function):
    async with anyio.create_task_group() as tg:
        async def watch():
            await event.wait()
            log("stop")
            tg.cancel_scope.cancel()

        tg.start_soon(watch)
        await function()
        tg.cancel_scope.cancel()


async def every(period, function):
    while True:
        with anyio.move_on_after(period) as scope:
            await function()
            await anyio.sleep_forever()
        log(f"period over {scope.cancelled_caught}")


async def main():
    log(await race(("slow", 3), ("quick", 1), ("middle", 2)))
    log(await retry(3, 0.5, fetch, "too slow", 5))
    log(await retry(2, 0.5, fetch, "down", 0.1, True))
    log(await retry(2, 0.5, fetch, "fine", 0.1))
    log(await limited(["a", "bb", "ccc", "dd", "e"], 2))
    event = anyio.Event()
    async with anyio.create_task_group() as tg:
        tg.start_soon(until, event, lambda: every(1, lambda: fetch("page", 0.3)))
        await anyio.sleep(2.5)
        event.set()
    try:
        async with anyio.create_task_group() as tg:
            tg.start_soon(fetch, "one", 1)
            tg.start_soon(fetch, "two", 2, True)
            tg.start_soon(fetch, "three", 3)
    except* ConnectionError as group:
        log(f"{group.exceptions!r}")

    send, receive = anyio.create_memory_object_stream(0)
    async with anyio.create_task_group() as tg:
        async def subscriber(name, stream):
            async with stream:
                with anyio.move_on_after(2):
                    async for message in stream:
                        log(f"{name}: {message}")
            log(f"{name} left")

        for name in "xy":
            tg.start_soon(subscriber, name, receive.clone())
        receive.close()
        async with send:
            for n in range(5):
                try:
                    await send.send(n)
                except anyio.BrokenResourceError:
                    log("nobody listens")
                    break
                await anyio.sleep(0.6)


anyio.run(main, backend=BACKEND)
