# pins down: a cancel during a def endpoint: native returns at once while the thread runs; an anyio scope waits for it
import asyncio
import time

import anyio
import httpx
from fastapi import Depends, FastAPI

app = FastAPI()


def log(message):
    print(f"{time.monotonic():.2f} {message}")


async def resource():
    log("open")
    try:
        yield "r"
    except BaseException as exc:
        log(f"resource sees {type(exc).__name__}")
        raise
    finally:
        log("close")


def sync_resource():
    log("sync open")
    try:
        yield "s"
    except BaseException as exc:
        log(f"sync resource sees {type(exc).__name__}")
        raise
    finally:
        time.sleep(0.2)
        log("sync close")


@app.get("/")
def endpoint(r=Depends(resource), s=Depends(sync_resource)):
    log("thread begins")
    time.sleep(1)
    log("thread ends")
    return "done"


async def main():
    limiter = anyio.to_thread.current_default_thread_limiter()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        task = asyncio.create_task(client.get("/"))
        await asyncio.sleep(0.4)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            log(f"cancelled, tokens {limiter.borrowed_tokens}")
        await asyncio.sleep(1)
        with anyio.move_on_after(0.4) as scope:
            await client.get("/")
        log(f"{scope.cancelled_caught}, tokens {limiter.borrowed_tokens}")
        try:
            async with asyncio.timeout(0.4):
                await client.get("/")
        except TimeoutError:
            log("timeout")
        await asyncio.sleep(1)
        async with asyncio.TaskGroup() as group:
            task = group.create_task(client.get("/"))
            await asyncio.sleep(0.1)
            task.cancel()
        log(task.cancelled())
        await asyncio.sleep(1)


asyncio.run(main())
