# pins down: requests, streams and threads that are given up on, on either backend, with a dependency that cleans up in a shield
import trio, anyio, time
from contextlib import asynccontextmanager
import httpx
from fastapi import FastAPI, Depends, Request
from fastapi.responses import StreamingResponse


def log(*a):
    print(f"{time.monotonic():.2f}", *a)


app = FastAPI()


async def dep():
    log("dep in")
    try:
        yield 1
    finally:
        with anyio.CancelScope(shield=True):
            await anyio.sleep(0.5)
        log("dep out")


@app.get("/a")
async def a(d=Depends(dep)):
    await anyio.sleep(1)
    return d


@app.get("/b")
def b(s: float):
    time.sleep(s)
    return s


@app.get("/s")
async def s():
    async def g():
        for i in range(4):
            yield str(i)
            await anyio.sleep(0.5)

    return StreamingResponse(g())


@app.middleware("http")
async def m(request, nxt):
    log("m", request.url.path)
    r = await nxt(request)
    log("m out")
    return r


async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://t") as c:

        async def get(u, t):
            with anyio.move_on_after(t) as sc:
                r = await c.get(u)
                log(u, r.text)
            log(u, "gave up" if sc.cancelled_caught else "ok")

        async with anyio.create_task_group() as tg:
            for u, t in (("/a", 3), ("/a", 0.5), ("/b?s=1", 2), ("/b?s=2", 1), ("/s", 9), ("/s", 1)):
                tg.start_soon(get, u, t)
        log("all")
        try:
            async with anyio.create_task_group() as tg:
                tg.start_soon(get, "/a", 9)
                await anyio.sleep(0.2)
                raise ValueError("x")
        except* ValueError as e:
            log(repr(e))


for backend in ("asyncio", "trio"):
    print(backend)
    t0 = time.monotonic()
    anyio.run(main, backend=backend)
