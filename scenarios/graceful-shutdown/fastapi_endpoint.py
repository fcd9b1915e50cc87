from contextlib import asynccontextmanager

import anyio
import httpx
from asgi_lifespan import LifespanManager
from fastapi import FastAPI

CLOSE_AT = 3.0  # knob: 0.5..7 step 0.5


async def worker(name, jobs):
    async for job in jobs:
        with anyio.CancelScope(shield=True):  # what is begun is finished
            print(name, "begins job", job)
            await anyio.sleep(2)
            print(name, "has done job", job)


@asynccontextmanager
async def lifespan(app):
    app.state.send, receive = anyio.create_memory_object_stream(6)
    async with anyio.create_task_group() as group:
        for name in ("ann", "bob"):
            group.start_soon(worker, name, receive, name=name)
        yield
        print("main: closing, jobs left:", receive.statistics().current_buffer_used)
        group.cancel_scope.cancel()


app = FastAPI(lifespan=lifespan)


@app.post("/jobs/{job}")
async def accept(job: int):
    app.state.send.send_nowait(job)


async def main():
    async with LifespanManager(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            for job in range(1, 7):
                await client.post(f"/jobs/{job}")
            await anyio.sleep(CLOSE_AT)
    print("main: closed")


anyio.run(main)
