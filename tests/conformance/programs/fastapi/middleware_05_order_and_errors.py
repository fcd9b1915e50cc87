# pins down: middleware of three kinds around handlers, streams and background tasks; dependencies that are classes, instances and generators, overridden
import asyncio, time
from typing import Annotated
import httpx
from fastapi import FastAPI, Depends, HTTPException, Request, BackgroundTasks, APIRouter, Security, Query
from fastapi.responses import StreamingResponse, JSONResponse, PlainTextResponse
from fastapi.middleware.cors import CORSMiddleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.middleware import Middleware
from starlette.exceptions import HTTPException as SHE


def log(*a):
    print(f"{time.monotonic():.2f}", *a)


class Timer(BaseHTTPMiddleware):
    def __init__(self, app, name):
        super().__init__(app)
        self.name = name

    async def dispatch(self, request, call_next):
        log("in", self.name, request.url.path)
        t = time.monotonic()
        try:
            r = await call_next(request)
        except Exception as e:
            log("mw", self.name, repr(e))
            return PlainTextResponse("mw caught", 599)
        r.headers["x-" + self.name] = f"{time.monotonic() - t:.1f}"
        log("out", self.name, r.status_code)
        return r


class Raw:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        log("raw", scope["type"])

        async def s(m):
            log("send", m["type"], m.get("status"), len(m.get("body", b"")), m.get("more_body"))
            await send(m)

        await self.app(scope, receive, s)


app = FastAPI(middleware=[Middleware(Timer, name="a")])
app.add_middleware(Timer, name="b")
app.add_middleware(Raw)


@app.exception_handler(SHE)
async def h(request, exc):
    return JSONResponse({"err": exc.detail, "h": exc.headers}, exc.status_code)


@app.exception_handler(ValueError)
def vh(request, exc):
    log("vh", exc)
    return JSONResponse({"ve": str(exc)}, 422)


@app.exception_handler(Exception)
async def eh(request, exc):
    log("eh", repr(exc))
    return PlainTextResponse("all", 500)


@app.get("/v")
async def v():
    await asyncio.sleep(0.5)
    raise ValueError("bad v")


@app.get("/k")
async def k():
    raise KeyError("kk")


@app.get("/s")
async def s():
    def gen():
        for i in range(3):
            time.sleep(0.5)
            yield f"{i}\n"

    return StreamingResponse(gen())


@app.get("/h")
async def hh():
    raise HTTPException(418, headers={"X-T": "tea"})


@app.get("/bg")
async def bg(b: BackgroundTasks):
    async def t(n):
        await asyncio.sleep(n)
        log("bg", n)

    b.add_task(t, 1)
    b.add_task(lambda: log("bg sync"))
    b.add_task(t, n=0.5)
    return JSONResponse({"a": 1}, background=None)


n = 0


def counter():
    global n
    n += 1
    log("counter", n)
    yield n
    log("counter closes", n)


class Svc:
    def __init__(self, q: str = "dq", c: int = Depends(counter)):
        self.q, self.c = q, c

    def __call__(self, x: int = 1):
        return self.c + x


svc = Svc(c=10)


@app.get("/d")
async def d(
    a: Svc = Depends(), b: int = Depends(counter), e: int = Depends(svc), f: int = Depends(counter, use_cache=False)
):
    return [a.q, a.c, b, e, f]


def over():
    return 99


@app.get("/gen")
async def g(x=Depends(counter)):
    raise HTTPException(404, "nothing")


async def main():
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app, raise_app_exceptions=False), base_url="http://test"
    ) as c:
        for u in ("/v", "/k", "/s", "/h", "/bg", "/d?q=z&x=5", "/d?x=q", "/gen", "/nope"):
            r = await c.get(u)
            log("<-", u, r.status_code, repr(r.text), {k: v for k, v in r.headers.items() if k.startswith("x-")})
        app.dependency_overrides[counter] = over
        r = await c.get("/d")
        log(r.json())
        app.dependency_overrides = {}
        log("concurrent")

        async def one(u, d):
            await asyncio.sleep(d)
            try:
                async with asyncio.timeout(0.7):
                    r = await c.get(u)
                    log("<-", u, r.status_code)
            except TimeoutError:
                log("gave up", u)

        async with asyncio.TaskGroup() as tg:
            for i, u in enumerate(("/v", "/s", "/bg", "/d")):
                tg.create_task(one(u, i * 0.1))
        await asyncio.sleep(3)


asyncio.run(main())
