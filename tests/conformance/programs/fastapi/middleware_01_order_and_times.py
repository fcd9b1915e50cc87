# pins down: the last middleware added is outermost; call_next returns when the response begins; background tasks and cleanup keep the client waiting
import asyncio
import time

import httpx
from fastapi import BackgroundTasks, Depends, FastAPI, Request

app = FastAPI()


def log(message):
    print(f"{time.monotonic():.2f} {message}")


@app.middleware("http")
async def inner(request: Request, call_next):
    log(f"inner in {request.url.path} {request.state.user}")
    response = await call_next(request)
    log("inner out")
    response.headers["X-Inner"] = "1"
    return response


@app.middleware("http")
async def outer(request: Request, call_next):
    log("outer in")
    request.state.user = "ann"
    start = time.perf_counter()
    response = await call_next(request)
    response.headers["X-Time"] = f"{time.perf_counter() - start:.2f}"
    log("outer out")
    await asyncio.sleep(0.05)
    log("outer done")
    return response


async def dep():
    yield 1
    await asyncio.sleep(0.1)
    log("dep cleaned up")


@app.get("/a")
async def a(request: Request, tasks: BackgroundTasks, d=Depends(dep)):
    await asyncio.sleep(0.2)
    log(f"endpoint {request.state.user}")
    tasks.add_task(background)
    return "a"


@app.get("/s")
def s(d=Depends(dep)):
    time.sleep(0.2)
    return "s"


async def background():
    await asyncio.sleep(0.3)
    log("background")


@app.get("/boom")
async def boom():
    raise RuntimeError("boom")


async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        response = await client.get("/a")
        log(f"<- {response.json()} {response.headers}")
        response = await client.get("/s")
        log(f"<- {response.json()} {response.headers['x-time']}")
        await asyncio.gather(client.get("/a"), client.get("/s"))
        log("both")
        try:
            await client.get("/boom")
        except Exception as exc:
            log(f"{exc!r} {exc.__context__!r} {exc.__cause__!r}")
        try:
            await asyncio.wait_for(client.get("/a"), 0.1)
        except TimeoutError as exc:
            log("timeout")
        try:
            await asyncio.wait_for(client.get("/a"), 0.25)
        except TimeoutError as exc:
            log("timeout")


asyncio.run(main())
