# pins down: with yield: cleanup after the response and background tasks, last in first out; scope="function" before the response; def ones in threads
import asyncio
import time
from typing import Annotated

import httpx
from fastapi import BackgroundTasks, Depends, FastAPI

app = FastAPI()


def log(message):
    print(f"{time.monotonic():.2f} {message}")


async def first():
    log("first enters")
    yield 1
    log("first leaves")
    await asyncio.sleep(0.1)
    log("first left")


def second(one: Annotated[int, Depends(first)]):
    log("second enters")
    time.sleep(0.2)
    try:
        yield one + 1
    finally:
        log("second leaves")
        time.sleep(0.2)
        log("second left")


async def quick():
    log("quick enters")
    yield "q"
    await asyncio.sleep(0.05)
    log("quick leaves")


def note(text):
    log(f"background {text} begins")
    time.sleep(0.3)
    log(f"background {text} ends")


async def anote(text):
    log(f"background {text} begins")
    await asyncio.sleep(0.3)
    log(f"background {text} ends")


@app.get("/")
async def root(
    tasks: BackgroundTasks,
    two: Annotated[int, Depends(second)],
    q: Annotated[str, Depends(quick, scope="function")],
):
    log(f"endpoint {two} {q}")
    tasks.add_task(note, "a")
    tasks.add_task(anote, text="b")
    return {"two": two}


async def main():
    async def app_logged(scope, receive, send):
        async def logged(message):
            log(message["type"])
            await send(message)
        await app(scope, receive, logged)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app_logged), base_url="http://test") as client:
        response = await client.get("/")
        log(f"<- {response.status_code} {response.json()}")


asyncio.run(main())
