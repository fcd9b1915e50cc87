# pins down: ASGITransport runs no lifespan; lifespan_context does; app.state and the state of the lifespan
import asyncio
import time
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, Request, APIRouter


def log(message):
    print(f"{time.monotonic():.2f} {message}")


@asynccontextmanager
async def lifespan(app):
    log("startup")
    await asyncio.sleep(0.5)
    app.state.db = "db"
    log("started")
    try:
        yield {"shared": [1]}
    finally:
        log("shutdown")
        await asyncio.sleep(0.2)
        log("shut down")


@asynccontextmanager
async def sub(app):
    log("sub up")
    yield {"sub": 2}
    log("sub down")


app = FastAPI(lifespan=lifespan)
router = APIRouter(lifespan=sub)


@router.get("/x")
async def x(request: Request):
    return getattr(request.app.state, "db", "none")


app.include_router(router, prefix="/api")


async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        log((await client.get("/api/x")).json())
        async with app.router.lifespan_context(app) as state:
            log(state)
            log((await client.get("/api/x")).json())
        sent = []
        messages = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]

        async def receive():
            return messages.pop(0)

        async def send(message):
            sent.append(message["type"])
            log(message["type"])

        await app({"type": "lifespan", "state": {}}, receive, send)
    old = FastAPI()

    @old.on_event("startup")
    async def up():
        log("old up")

    @old.on_event("shutdown")
    def down():
        log("old down")

    async with old.router.lifespan_context(old) as state:
        log(state)


asyncio.run(main())
