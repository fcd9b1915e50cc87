# naive asyncio: a parent that fails leaves its children running; they print, fail and finish behind its back
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def worker(n):
    try:
        await asyncio.sleep(n)
        if n == 3:
            raise RuntimeError("worker 3 failed, nobody listens")
        stamp("worker", n, "done")
    except asyncio.CancelledError:
        stamp("worker", n, "cancelled")
        raise


async def parent(tasks):
    tasks += [asyncio.create_task(worker(n), name=f"worker-{n}") for n in (1, 2, 3, 9)]
    await asyncio.sleep(0.5)
    raise ValueError("parent failed")


async def main():
    tasks = []
    try:
        await parent(tasks)
    except ValueError as e:
        stamp("caught", e, "- children alive:", sum(not t.done() for t in tasks))
    await asyncio.sleep(4)
    stamp([repr(t.exception()) if t.done() else "running" for t in tasks])


asyncio.run(main())
