# pins down: cancellation in each phase: dependency entering, waiting for a token, streaming, background, cleanup of nested ones; shield
import asyncio
import time

import anyio
import httpx
from fastapi import BackgroundTasks, Depends, FastAPI
from fastapi.responses import StreamingResponse

app = FastAPI()


def log(message):
    print(f"{time.monotonic():.2f} {message}")


async def outer():
    log("outer in")
    try:
        await asyncio.sleep(0.2)
        yield "o"
    except BaseException as exc:
        log(f"outer {type(exc).__name__}")
        raise
    finally:
        log("outer out")


async def inner(o=Depends(outer)):
    log("inner in")
    try:
        async with anyio.create_task_group() as group:
            group.start_soon(anyio.sleep, 0.1)
            yield "i"
    finally:
        with anyio.CancelScope(shield=True):
            await anyio.sleep(0.1)
        log("inner out")


def third(i=Depends(inner)):
    log("third in")
    time.sleep(0.3)
    yield "t"
    log("third out")


@app.get("/")
async def root(tasks: BackgroundTasks, t=Depends(third)):
    tasks.add_task(asyncio.sleep, 0.2)
    log("endpoint")
    await asyncio.sleep(0.3)
    log("endpoint ends")
    return t


async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        for limit in (0.1, 0.3, 0.6, 0.9, 1.1, 2):
            for kind in ("asyncio", "anyio"):
                log(f"--- {kind} {limit}")
                start = time.monotonic()
                try:
                    if kind == "asyncio":
                        async with asyncio.timeout(limit):
                            r = await client.get("/")
                            log(r.json())
                    else:
                        with anyio.fail_after(limit):
                            r = await client.get("/")
                            log(r.json())
                except TimeoutError as exc:
                    log(f"timeout {exc!r}")
                log(f"took {time.monotonic() - start:.2f}")
                await asyncio.sleep(0.5)


asyncio.run(main())
