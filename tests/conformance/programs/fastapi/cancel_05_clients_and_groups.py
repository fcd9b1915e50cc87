# pins down: clients that give up in endpoints of each kind, groups and timeouts inside endpoints, two tokens for all, and what httpx logs
import asyncio, logging, sys, time
from contextlib import asynccontextmanager
from typing import Annotated
import httpx
import anyio
from anyio import to_thread
from fastapi import FastAPI, Request, Depends, HTTPException, Header, BackgroundTasks
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, StreamingResponse

logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(levelname)s %(name)s %(funcName)s %(message)s")


def log(*a):
    print(f"{time.monotonic():.2f}", *a)


@asynccontextmanager
async def lifespan(app):
    log("up")
    to_thread.current_default_thread_limiter().total_tokens = 2
    try:
        yield
    finally:
        log("down")


app = FastAPI(lifespan=lifespan)
sem = asyncio.Semaphore(1)


async def limited():
    async with sem:
        log("got sem")
        yield
        log("released")


@app.get("/item/{n}")
def work(n: int):
    log("work", n, to_thread.__name__)
    time.sleep(1)
    log("done", n)
    return n


@app.get("/mixed/{n}")
async def mixed(n: int, _=Depends(limited)):
    r = await run_in_threadpool(lambda: (time.sleep(0.5), n * 2)[1])
    return r


@app.get("/gather")
async def gather(request: Request):
    async with asyncio.TaskGroup() as tg:
        ts = [tg.create_task(asyncio.sleep(i / 4, i)) for i in range(3)]
    return [t.result() for t in ts]


@app.get("/eg")
async def eg():
    async with anyio.create_task_group() as tg:

        async def f(e):
            raise e

        tg.start_soon(f, ValueError("1"))
        tg.start_soon(f, HTTPException(400, "inside group"))


@app.get("/timeout")
async def to():
    try:
        with anyio.fail_after(0.5):
            await anyio.sleep(3)
    except TimeoutError:
        raise HTTPException(504, "slow")


@app.get("/disc")
async def disc(request: Request):
    for i in range(6):
        if await request.is_disconnected():
            log("client is gone", i)
            break
        await asyncio.sleep(0.5)
    log("disc ends")
    return "d"


@app.get("/cancelled")
async def canc():
    try:
        await asyncio.sleep(5)
    except asyncio.CancelledError:
        log("endpoint cancelled")
        raise
    finally:
        with anyio.CancelScope(shield=True):
            await anyio.sleep(0.5)
            log("cleaned")


@app.get("/own")
async def own():
    asyncio.current_task().cancel()
    await asyncio.sleep(0)


async def main():
    async with lifespan(app), httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://t") as c:

        async def get(u, d=0, t=None):
            await asyncio.sleep(d)
            try:
                async with asyncio.timeout(t):
                    r = await c.get(u)
                log("<-", u, r.status_code, r.text)
            except BaseException as e:
                log("<- !", u, type(e).__name__, e if not isinstance(e, asyncio.CancelledError) else "")

        await asyncio.gather(*(get(f"/item/{i}") for i in range(5)))
        await asyncio.gather(*(get(f"/mixed/{i}", i * 0.1) for i in range(3)))
        for u in ("/gather", "/eg", "/timeout", "/nope?x=1"):
            await get(u)
        await get("/disc", t=1.2)
        await get("/cancelled", t=1)
        await get("/item/9", t=0.3)
        await get("/mixed/7", t=0.2)
        await get("/gather")
        t = asyncio.create_task(get("/own"))
        await t
        log(t.cancelled())
        with anyio.move_on_after(1) as s:
            await c.get("/cancelled")
        log("scope", s.cancelled_caught)
        async with c.stream("GET", "/item/1") as r:
            log(r.status_code, r.is_closed, await r.aread(), r.is_closed)
        rs = await asyncio.gather(c.get("/item/x"), c.get("/timeout"), return_exceptions=True)
        log([r.status_code for r in rs], rs[0].json()["detail"][0]["msg"])
        req = c.build_request("GET", "/item/3", headers={"a": "b"})
        r = await c.send(req)
        log(r.request is req, r.json())


asyncio.run(main())
