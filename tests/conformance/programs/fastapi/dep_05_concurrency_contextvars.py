# pins down: context variables in dependencies, endpoints and threads; max_concurrency; nested yield
import asyncio
import contextvars
import time

import httpx
from fastapi import Depends, FastAPI

app = FastAPI()
var = contextvars.ContextVar("var", default="unset")


def log(message):
    print(f"{time.monotonic():.2f} {message}")


async def set_async():
    token = var.set("async")
    yield
    log(f"cleanup sees {var.get()}")


def set_sync():
    var.set("sync")
    return var.get()


@app.get("/a")
async def a(x=Depends(set_async), y=Depends(set_sync)):
    return [var.get(), y]


@app.get("/b")
def b(y=Depends(set_sync), x=Depends(set_async)):
    var.set("thread")
    return [var.get(), y]


async def limited():
    log("limited in")
    yield 1
    await asyncio.sleep(0.1)
    log("limited out")


def slow():
    time.sleep(0.2)
    return time.monotonic()


@app.get("/limited")
async def use(x=Depends(limited, max_concurrency=1)):
    await asyncio.sleep(0.1)
    return x


@app.get("/slow")
async def use_slow(x=Depends(slow, max_concurrency=2)):
    return f"{x:.2f}"


async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        var.set("client")
        log((await client.get("/a")).json())
        log(var.get())
        log((await client.get("/b")).json())
        log(var.get())
        rs = await asyncio.gather(*(client.get("/limited") for _ in range(3)))
        log([r.json() for r in rs])
        rs = await asyncio.gather(*(client.get("/slow") for _ in range(5)))
        log([r.json() for r in rs])


asyncio.run(main())
