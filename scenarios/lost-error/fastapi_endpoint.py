from contextlib import asynccontextmanager

import anyio
import httpx
from asgi_lifespan import LifespanManager
from fastapi import FastAPI

DOWN_AT = 2.5  # knob: 0.5..5.5 step 1


async def refresh():
    await anyio.sleep(DOWN_AT)
    raise ConnectionError("the exchange is down")


@asynccontextmanager
async def lifespan(app):
    async with anyio.create_task_group() as group:
        group.start_soon(refresh, name="refresh")
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/sales/{number}")
async def sell(number: int):
    print("sold", number, "at the last known price")


async def main():
    try:
        async with LifespanManager(app):
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                for number in range(1, 5):
                    await anyio.sleep(1)
                    await client.post(f"/sales/{number}")
                print("main: a good day")
    except* ConnectionError as errors:
        print("main: heard of", errors.exceptions)


anyio.run(main)
