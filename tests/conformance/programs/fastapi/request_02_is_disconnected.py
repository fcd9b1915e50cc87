# pins down: is_disconnected never sees a client of ASGITransport leave; it is cancelled instead
import asyncio
import time

import anyio
import httpx
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

app = FastAPI()


def log(message):
    print(f"{time.monotonic():.2f} {message}")


@app.get("/poll")
async def poll(request: Request, n: int = 3):
    try:
        for i in range(n):
            log(f"{i} disconnected: {await request.is_disconnected()}")
            await asyncio.sleep(0.1)
    except asyncio.CancelledError:
        log("cancelled")
        raise
    return "polled"


@app.get("/stream")
async def stream(request: Request):
    async def parts():
        for i in range(3):
            log(f"part {i} {await request.is_disconnected()}")
            yield str(i)
            await asyncio.sleep(0.1)
    return StreamingResponse(parts())


@app.middleware("http")
async def mw(request, call_next):
    log(f"mw {await request.is_disconnected()}")
    return await call_next(request)


async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        log((await client.get("/poll")).json())
        log((await client.get("/stream")).text)
        with anyio.move_on_after(0.15):
            await client.get("/poll")
        log("left")
        task = asyncio.create_task(client.get("/poll"))
        await asyncio.sleep(0.15)
        task.cancel()
        log(await asyncio.gather(task, return_exceptions=True))


asyncio.run(main())
