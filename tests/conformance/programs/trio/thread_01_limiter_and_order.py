# Pins down: worker threads share a limiter, first come first served; time.sleep in a thread does not block the loop.
import time

import trio


def blocking(name, seconds):
    print(f"{time.monotonic():.1f} {name} begins")
    time.sleep(seconds)
    print(f"{time.monotonic():.1f} {name} ends")
    return name


async def ticker():
    for _ in range(4):
        await trio.sleep(0.5)
        print(f"{trio.current_time():.1f} tick")


async def call(name, seconds, limiter):
    result = await trio.to_thread.run_sync(blocking, name, seconds, limiter=limiter)
    print(f"{trio.current_time():.1f} {result} returned, tokens left {limiter.available_tokens}")


async def main():
    limiter = trio.CapacityLimiter(2)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(ticker)
        for i in range(4):
            nursery.start_soon(call, f"job{i}", 0.7 + i / 10, limiter)
        await trio.sleep(0.1)
        print("borrowed", limiter.borrowed_tokens, "waiting", limiter.statistics().tasks_waiting)
    print("default limiter:", trio.to_thread.current_default_thread_limiter().total_tokens)


trio.run(main)
