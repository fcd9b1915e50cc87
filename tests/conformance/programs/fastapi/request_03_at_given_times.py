# pins down: requests at given times against shared state with locks, events, semaphores and queues in the application
import asyncio
import time
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, HTTPException, Request, Depends


def log(message):
    print(f"{time.monotonic():.2f} {message}")


@asynccontextmanager
async def lifespan(app):
    app.state.queue = asyncio.Queue()
    app.state.lock = asyncio.Lock()
    app.state.sem = asyncio.Semaphore(2)

    async def worker():
        while True:
            item, future = await app.state.queue.get()
            await asyncio.sleep(0.2)
            log(f"worker did {item}")
            if not future.done():
                future.set_result(item * 2)
    task = asyncio.create_task(worker())
    yield
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        log("worker stopped")


app = FastAPI(lifespan=lifespan)


async def slot(request: Request):
    async with request.app.state.sem:
        yield


@app.post("/jobs/{n}")
async def job(n: int, request: Request):
    future = asyncio.get_running_loop().create_future()
    await request.app.state.queue.put((n, future))
    try:
        async with asyncio.timeout(0.5):
            return {"result": await future}
    except TimeoutError:
        raise HTTPException(status_code=504, detail=f"job {n} too slow")


counter = 0


@app.get("/count")
async def count(request: Request, locked: bool = True):
    global counter
    async def bump():
        global counter
        seen = counter
        await asyncio.sleep(0.1)
        counter = seen + 1
    if locked:
        async with request.app.state.lock:
            await bump()
    else:
        await bump()
    return counter


@app.get("/slot")
async def slotted(s=Depends(slot)):
    await asyncio.sleep(0.3)
    return f"{time.monotonic():.2f}"


async def at(when, coro, label):
    await asyncio.sleep(when)
    log(f"-> {label}")
    r = await coro()
    log(f"<- {label} {r.status_code} {r.json()}")


async def main():
    async with app.router.lifespan_context(app):
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
            await asyncio.gather(*(at(0.05 * i, lambda i=i: client.post(f"/jobs/{i}"), f"job {i}") for i in range(5)))
            await asyncio.gather(*(client.get("/count", params={"locked": "no"}) for _ in range(3)))
            log(counter)
            await asyncio.gather(*(client.get("/count") for _ in range(3)))
            log(counter)
            rs = await asyncio.gather(*(client.get("/slot") for _ in range(5)))
            log([r.json() for r in rs])


asyncio.run(main())
