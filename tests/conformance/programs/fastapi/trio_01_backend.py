# pins down: the same on trio
import threading
import time

import anyio
import httpx
from fastapi import BackgroundTasks, Depends, FastAPI

app = FastAPI()


def log(message):
    print(f"{time.monotonic():.2f} {message}")


async def res():
    log("open")
    try:
        yield 1
    except BaseException as exc:
        log(f"sees {type(exc).__name__}")
        raise
    finally:
        await anyio.sleep(0.2)
        log("closed")


def sres():
    time.sleep(0.1)
    yield 2
    time.sleep(0.1)
    log("sres closed")


@app.get("/a")
async def a(delay: float, tasks: BackgroundTasks, r=Depends(res)):
    tasks.add_task(log, "background")
    await anyio.sleep(delay)
    return r


@app.get("/s")
def s(delay: float, r=Depends(sres)):
    time.sleep(delay)
    return r


@app.middleware("http")
async def mw(request, call_next):
    log(f"in {request.url}")
    response = await call_next(request)
    log("out")
    return response


async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        async def get(path, delay):
            r = await client.get(path, params={"delay": delay})
            log(f"<- {r.json()}")
        async with anyio.create_task_group() as group:
            for path in ("/a", "/s"):
                for delay in (0.3, 0.1):
                    group.start_soon(get, path, delay)
        for path in ("/a", "/s"):
            with anyio.move_on_after(0.5) as scope:
                await get(path, 1)
            log(scope.cancelled_caught)


anyio.run(main, backend="trio")
