# pins: the default limiter has 40 tokens: 41 sync calls run in two waves; own limiters; who waits is first come first served
import time

import anyio
from anyio import to_thread

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


def blocking(n):
    time.sleep(1)
    return n


async def main():
    limiter = to_thread.current_default_thread_limiter()
    log(f"{limiter.total_tokens} tokens, the same each time: {limiter is to_thread.current_default_thread_limiter()}")
    done = []

    async def call(n):
        done.append((await to_thread.run_sync(blocking, n), anyio.current_time()))

    async with anyio.create_task_group() as tg:
        for n in range(82):
            tg.start_soon(call, n)
        await anyio.sleep(0.5)
        log(f"busy {limiter.borrowed_tokens} waiting {limiter.statistics().tasks_waiting}")
    for wave in (1.0, 2.0, 3.0):
        log(f"wave {wave}: {[n for n, at in done if at == wave]}")

    limiter.total_tokens = 2
    done.clear()
    start = anyio.current_time()
    async with anyio.create_task_group() as tg:
        for n in range(5):
            tg.start_soon(call, n)
        await anyio.sleep(1.5)
        limiter.total_tokens = 10
        log(f"raised: {limiter.borrowed_tokens}")
    log(f"{[(n, at - start) for n, at in done]}")

    own = anyio.CapacityLimiter(1)
    async with anyio.create_task_group() as tg:
        for n in range(3):
            async def call_own(n=n):
                value = await to_thread.run_sync(blocking, n, limiter=own)
                log(f"own {value}, default busy {limiter.borrowed_tokens}, own busy {own.borrowed_tokens}")

            tg.start_soon(call_own)


anyio.run(main, backend=BACKEND)
