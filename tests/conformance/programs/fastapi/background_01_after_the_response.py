# pins down: background tasks run one after the other after the response; one that fails skips the rest and reaches the client
import asyncio
import time

import httpx
from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException
from fastapi.responses import JSONResponse
from starlette.background import BackgroundTask

app = FastAPI()


def log(message):
    print(f"{time.monotonic():.2f} {message}")


def sync_job(name):
    log(f"{name} begins")
    time.sleep(0.2)
    log(f"{name} ends")


async def job(name, fail=None):
    log(f"{name} begins")
    await asyncio.sleep(0.1)
    if fail:
        raise fail
    log(f"{name} ends")


def dependency(tasks: BackgroundTasks):
    tasks.add_task(sync_job, "from dependency")


@app.get("/")
async def root(tasks: BackgroundTasks, d=Depends(dependency)):
    tasks.add_task(job, "a")
    tasks.add_task(sync_job, "b")
    log("endpoint")
    return "ok"


@app.get("/fails")
async def fails(tasks: BackgroundTasks, http: bool = False):
    tasks.add_task(job, "first")
    tasks.add_task(job, "second", HTTPException(500, "x") if http else ValueError("second"))
    tasks.add_task(job, "third")
    return "ok"


@app.get("/own")
async def own(tasks: BackgroundTasks):
    tasks.add_task(job, "lost")
    return JSONResponse({"a": 1}, background=BackgroundTask(job, "own"))


async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        for path in ("/", "/fails", "/fails?http=1", "/own"):
            try:
                response = await client.get(path)
                log(f"<- {response.json()}")
            except Exception as exc:
                log(f"raised {exc!r} from {exc.__cause__!r}")
        task = asyncio.create_task(client.get("/"))
        await asyncio.sleep(0.25)
        task.cancel()
        log(await asyncio.gather(task, return_exceptions=True))
        await asyncio.sleep(1)


asyncio.run(main())
