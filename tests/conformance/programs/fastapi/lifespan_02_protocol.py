# pins down: a manager that runs the lifespan protocol in a task of its own; startup failure
import asyncio
import time
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI


def log(message):
    print(f"{time.monotonic():.2f} {message}")


class Manager:
    def __init__(self, app):
        self.app, self.inbox = app, asyncio.Queue()
        self.up, self.down = asyncio.Event(), asyncio.Event()
        self.state = {}

    async def receive(self):
        return await self.inbox.get()

    async def send(self, message):
        log(f"{message['type']} {message.get('message', '')[-30:]!r}")
        if message["type"].startswith("lifespan.startup"):
            self.up.set()
        else:
            self.down.set()

    async def __aenter__(self):
        self.task = asyncio.create_task(self.app({"type": "lifespan", "state": self.state}, self.receive, self.send))
        await self.inbox.put({"type": "lifespan.startup"})
        await self.up.wait()
        return self

    async def __aexit__(self, *exc):
        await self.inbox.put({"type": "lifespan.shutdown"})
        await self.down.wait()
        await self.task


def make(fail):
    @asynccontextmanager
    async def lifespan(app):
        log("up")
        await asyncio.sleep(0.1)
        if fail == "up":
            raise RuntimeError("no start")
        yield {"k": 1}
        await asyncio.sleep(0.1)
        log("down")
        if fail == "down":
            raise RuntimeError("no stop")
    app = FastAPI(lifespan=lifespan)

    @app.get("/")
    async def root():
        return 1
    return app


async def main():
    for fail in (None, "down"):
        try:
            async with Manager(make(fail)) as manager:
                log(manager.state)
                async with httpx.AsyncClient(transport=httpx.ASGITransport(app=manager.app), base_url="http://test") as client:
                    log((await client.get("/")).json())
        except RuntimeError as exc:
            log(repr(exc))
    manager = Manager(make("up"))
    await manager.__aenter__()
    try:
        await manager.task
    except RuntimeError as exc:
        log(repr(exc))
    app = make("up")
    try:
        async with app.router.lifespan_context(app):
            pass
    except RuntimeError as exc:
        log(repr(exc))


asyncio.run(main())
