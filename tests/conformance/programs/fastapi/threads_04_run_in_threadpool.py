# pins down: run_in_threadpool, iterate_in_threadpool, asyncio.to_thread beside them, locks in threads, thread names, from_thread
import asyncio
import threading
import time

import anyio
import anyio.from_thread
import httpx
from fastapi import FastAPI
from fastapi.concurrency import iterate_in_threadpool, run_in_threadpool

app = FastAPI()
lock = threading.Lock()


def log(message):
    print(f"{time.monotonic():.2f} {threading.current_thread().name[:12]} {message}")


def work(n, *, plus=0):
    log(f"work {n}")
    time.sleep(0.1 * n)
    return n + plus


def count(n):
    for i in range(n):
        time.sleep(0.1)
        log(f"count {i}")
        yield i


@app.get("/pool")
async def pool():
    a = await run_in_threadpool(work, 2, plus=10)
    b, c = await asyncio.gather(run_in_threadpool(work, 1), run_in_threadpool(work, 3))
    return [a, b, c, [i async for i in iterate_in_threadpool(count(2))], [i async for i in iterate_in_threadpool([7, 8])]]


@app.get("/locked/{n}")
def locked(n: int):
    log(f"{n} wants the lock")
    with lock:
        log(f"{n} has the lock")
        time.sleep(0.2)
    return n


@app.get("/back")
def back():
    anyio.from_thread.run(asyncio.sleep, 0.2)
    log("back from the loop")
    return anyio.from_thread.run_sync(threading.current_thread) is threading.main_thread()


@app.get("/own-limiter")
async def own():
    limiter = anyio.CapacityLimiter(1)
    async with anyio.create_task_group() as group:
        for n in (1, 2):
            group.start_soon(lambda n=n: anyio.to_thread.run_sync(work, n, limiter=limiter))
    return limiter.total_tokens


async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        log((await client.get("/pool")).json())
        rs = await asyncio.gather(*(client.get(f"/locked/{n}") for n in range(3)))
        log([r.json() for r in rs])
        log((await client.get("/back")).json())
        log((await client.get("/own-limiter")).json())
        limiter = anyio.to_thread.current_default_thread_limiter()
        limiter.total_tokens = 1
        rs = await asyncio.gather(client.get("/locked/1"), client.get("/pool"), client.get("/locked/2"))
        log([r.json() for r in rs])
        log(limiter.statistics())


asyncio.run(main())
