# pins down: time.sleep in an async def endpoint stops every other request, and the timeouts; in a def endpoint it does not
import asyncio
import time

import httpx
from fastapi import FastAPI

app = FastAPI()


def log(message):
    print(f"{time.monotonic():.2f} {message}")


@app.get("/bad")
async def bad():
    log("bad begins")
    time.sleep(1)
    log("bad ends")
    return "bad"


@app.get("/good")
def good():
    log("good begins")
    time.sleep(1)
    log("good ends")
    return "good"


@app.get("/tick/{n}")
async def tick(n: int):
    await asyncio.sleep(0.1 * n)
    log(f"tick {n}")
    return n


async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        for path in ("/good", "/bad"):
            log(path)
            results = await asyncio.gather(
                client.get("/tick/1"), client.get(path), client.get("/tick/2"),
                asyncio.wait_for(client.get("/tick/9"), 0.5), return_exceptions=True,
            )
            log([r.json() if isinstance(r, httpx.Response) else repr(r) for r in results])


asyncio.run(main())
