# pins down: a streaming response is one response when its generator has ended; sync generators run in threads; errors and cancellation in the middle
import asyncio
import threading
import time

import httpx
from fastapi import Depends, FastAPI
from fastapi.responses import StreamingResponse

app = FastAPI()


def log(message):
    where = "loop" if threading.current_thread() is threading.main_thread() else "worker"
    print(f"{time.monotonic():.2f} {where:6} {message}")


async def numbers(n, fail=None):
    try:
        for i in range(n):
            log(f"makes {i}")
            if i == fail:
                raise ValueError(i)
            yield f"{i} "
            await asyncio.sleep(0.1)
    except asyncio.CancelledError:
        log("generator cancelled")
        raise
    finally:
        log("generator ends")


@app.get("/async")
async def streaming(n: int, fail: int | None = None):
    return StreamingResponse(numbers(n, fail), media_type="text/plain")


@app.get("/sync")
def sync_streaming(n: int):
    def lines():
        for i in range(n):
            time.sleep(0.1)
            log(f"sync makes {i}")
            yield f"line {i}\n"
        log("sync ends")

    return StreamingResponse(lines(), status_code=201, headers={"X-A": "b"})


async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        response = await client.get("/async", params={"n": 3})
        log(f"<- {response.text!r} {response.headers}")
        a, b = await asyncio.gather(client.get("/sync", params={"n": 3}), client.get("/sync", params={"n": 2}))
        log(f"<- {a.text!r} {b.status_code} {b.headers}")
        async with client.stream("GET", "/async", params={"n": 2}) as response:
            log(f"status {response.status_code}")
            async for chunk in response.aiter_text():
                log(f"chunk {chunk!r}")
        async with client.stream("GET", "/sync", params={"n": 2}) as response:
            async for line in response.aiter_lines():
                log(f"line {line!r}")
        try:
            await client.get("/async", params={"n": 3, "fail": 1})
        except Exception as exc:
            log(f"raised {exc!r}")
        try:
            async with asyncio.timeout(0.25):
                await client.get("/async", params={"n": 9})
        except TimeoutError:
            log("gave up")


asyncio.run(main())
