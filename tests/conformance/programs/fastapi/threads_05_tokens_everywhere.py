# pins down: who takes tokens: def endpoints, def dependencies, entering def yield ones, def background tasks, validating a def endpoint's response, def exception handlers; exits take none
import asyncio
import time

import anyio.to_thread
import httpx
from fastapi import BackgroundTasks, Depends, FastAPI
from fastapi.responses import PlainTextResponse, StreamingResponse

app = FastAPI()


def log(message):
    print(f"{time.monotonic():.2f} {message}")


def dep():
    time.sleep(0.1)
    return 1


def gen():
    time.sleep(0.1)
    log("gen entered")
    yield 2
    time.sleep(0.1)
    log("gen left")


class Bad(Exception):
    pass


@app.exception_handler(Bad)
def bad(request, exc):
    time.sleep(0.1)
    log("handler")
    return PlainTextResponse("bad", 400)


@app.get("/dep")
async def with_dep(d=Depends(dep), g=Depends(gen)):
    log("endpoint")
    return [d, g]


@app.get("/model")
def model() -> dict[str, int]:
    time.sleep(0.1)
    return {"a": 1}


@app.get("/bad")
async def raises():
    raise Bad()


@app.get("/background")
async def background(tasks: BackgroundTasks):
    tasks.add_task(time.sleep, 0.1)
    tasks.add_task(log, "after sleep")
    return 1


@app.get("/stream")
def stream():
    def parts():
        for i in range(2):
            time.sleep(0.1)
            yield str(i)
    return StreamingResponse(parts())


async def main():
    limiter = anyio.to_thread.current_default_thread_limiter()
    limiter.total_tokens = 1
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        async def get(path):
            r = await client.get(path)
            log(f"<- {path} {r.text}")

        async def watch():
            while True:
                s = limiter.statistics()
                log(f"borrowed {s.borrowed_tokens} waiting {s.tasks_waiting}")
                await asyncio.sleep(0.05)
        for paths in (["/dep", "/dep"], ["/model", "/dep"], ["/bad", "/model", "/background"], ["/stream", "/dep"], ["/model", "/bad"]):
            log(paths)
            watcher = asyncio.create_task(watch())
            await asyncio.gather(*map(get, paths))
            watcher.cancel()
        limiter.total_tokens = 2
        t = asyncio.create_task(get("/model"))
        u = asyncio.create_task(get("/model"))
        v = asyncio.create_task(get("/model"))
        await asyncio.sleep(0.05)
        v.cancel()
        await asyncio.wait([t, u, v])
        log([x.cancelled() for x in (t, u, v)])


asyncio.run(main())
