# pins down: endpoints that yield: JSON lines, server-sent events, raw; from async and sync generators
import asyncio
import threading
import time
from collections.abc import AsyncIterable, Iterable

import httpx
from fastapi import Depends, FastAPI
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel

app = FastAPI()


def log(message):
    where = "loop" if threading.current_thread() is threading.main_thread() else "worker"
    print(f"{time.monotonic():.2f} {where:6} {message}")


class Item(BaseModel):
    n: int


async def dep():
    yield "d"
    log("dep closed")


@app.get("/jsonl")
async def jsonl(d=Depends(dep)) -> AsyncIterable[Item]:
    for i in range(2):
        await asyncio.sleep(0.1)
        log(f"item {i}")
        yield Item(n=i)


@app.get("/sync-jsonl")
def sync_jsonl(d=Depends(dep)) -> Iterable[dict]:
    for i in range(2):
        time.sleep(0.1)
        log(f"item {i}")
        yield {"i": i}


@app.get("/sse", response_class=EventSourceResponse)
async def sse(d=Depends(dep)):
    for i in range(2):
        await asyncio.sleep(0.1)
        log(f"event {i}")
        yield {"i": i}
    await asyncio.sleep(20)
    yield ServerSentEvent(data="x", event="end", id="7", retry=5, comment="bye")


@app.get("/sync-sse", response_class=EventSourceResponse)
def sync_sse():
    for i in range(2):
        time.sleep(0.1)
        log(f"event {i}")
        yield ServerSentEvent(raw_data=f"a\nb {i}")


@app.get("/raw", response_class=StreamingResponse)
async def raw():
    for i in range(3):
        log(f"raw {i}")
        yield f"{i}"
        await asyncio.sleep(0.1)


@app.get("/raw-sync", response_class=StreamingResponse)
def raw_sync():
    for i in range(3):
        log(f"raw {i}")
        yield f"{i}".encode()
        time.sleep(0.1)


async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        for path in ("/jsonl", "/sync-jsonl", "/sse", "/sync-sse", "/raw", "/raw-sync"):
            r = await client.get(path)
            log(f"{path} <- {r.text!r} {r.headers}")
        a, b = await asyncio.gather(client.get("/raw-sync"), client.get("/raw"))
        log(a.text + b.text)
        try:
            async with asyncio.timeout(0.15):
                await client.get("/sse")
        except TimeoutError:
            log("left sse")
        try:
            async with asyncio.timeout(0.15):
                await client.get("/raw-sync")
        except TimeoutError:
            log("left raw-sync")


asyncio.run(main())
