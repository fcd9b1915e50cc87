# pins down: asgi-lifespan's manager round a client; a startup that fails or takes too long
import asyncio
import time
from contextlib import asynccontextmanager

import httpx
from asgi_lifespan import LifespanManager
from fastapi import FastAPI, Request


def log(message):
    print(f"{time.monotonic():.2f} {message}")


def make(delay=0.1, fail=False):
    @asynccontextmanager
    async def lifespan(app):
        log("up")
        await asyncio.sleep(delay)
        if fail:
            raise RuntimeError("no")
        yield {"db": "d"}
        await asyncio.sleep(0.1)
        log("down")
    app = FastAPI(lifespan=lifespan)

    @app.get("/")
    async def root(request: Request):
        return request.state.db
    return app


async def main():
    async with LifespanManager(make()) as manager:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=manager.app), base_url="http://test") as client:
            log((await client.get("/")).json())
    for app, kwargs in ((make(fail=True), {}), (make(delay=3), {"startup_timeout": 0.5})):
        try:
            async with LifespanManager(app, **kwargs):
                log("never")
        except (RuntimeError, TimeoutError) as exc:
            log(repr(exc))
    try:
        async with LifespanManager(make()):
            raise ValueError("body")
    except ValueError as exc:
        log(repr(exc))


asyncio.run(main())
