# Errors and teardown: what handlers, middleware, yield dependencies and background tasks hear of them, in which order
import asyncio
import time
from contextlib import asynccontextmanager
from typing import Annotated
import httpx
from fastapi import FastAPI, Depends, HTTPException, Request, Response, BackgroundTasks
from fastapi.responses import JSONResponse, StreamingResponse, PlainTextResponse
from fastapi.exceptions import RequestValidationError
from fastapi.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException as StarletteHTTPException

def log(*a):
    print(f"{asyncio.get_running_loop().time():.2f}" if asyncio._get_running_loop() else "-.--", *a)

@asynccontextmanager
async def lifespan(app):
    log("startup")
    yield {"pool": "P"}
    log("shutdown")

app = FastAPI(lifespan=lifespan)

class Boom(Exception):
    pass

@app.exception_handler(Boom)
async def on_boom(request, exc):
    log("handler Boom", exc)
    return JSONResponse({"boom": str(exc)}, status_code=499)

@app.exception_handler(KeyError)
def on_key(request, exc):
    print("handler KeyError sync", exc)
    return PlainTextResponse("key", status_code=498)

@app.exception_handler(RequestValidationError)
async def on_val(request, exc):
    log("handler validation", exc.errors(), exc.body)
    return JSONResponse({"v": len(exc.errors())}, status_code=400)

@app.exception_handler(StarletteHTTPException)
async def on_http(request, exc):
    log("handler http", repr(exc))
    return JSONResponse({"h": exc.detail}, status_code=exc.status_code)

@app.middleware("http")
async def m1(request, call_next):
    log("m1 in")
    try:
        r = await call_next(request)
    except Exception as e:
        log("m1 exc", repr(e))
        raise
    finally:
        log("m1 out")
    r.headers["m1"] = "1"
    return r

@app.middleware("http")
async def m2(request, call_next):
    log("m2 in")
    if request.url.path == "/short":
        return PlainTextResponse("short")
    if request.url.path == "/mboom":
        raise Boom("in middleware")
    r = await call_next(request)
    log("m2 out", r.status_code)
    return r

async def d_yield(request: Request):
    log("d_yield in")
    try:
        yield "dy"
    except BaseException as e:
        log("d_yield exc", repr(e))
        raise
    finally:
        log("d_yield out")

def d_sync():
    print("d_sync in")
    try:
        yield "ds"
    finally:
        print("d_sync out")

async def d_nested(a: Annotated[str, Depends(d_yield)], b: str = Depends(d_sync)):
    log("d_nested in", a, b)
    yield a + b
    log("d_nested out")

async def d_bad():
    yield 1
    log("d_bad raises")
    raise ValueError("teardown")

async def d_http():
    try:
        yield 1
    except Exception as e:
        log("d_http", repr(e))
        raise HTTPException(409, "converted")

async def d_swallow():
    try:
        yield 1
    except Exception as e:
        log("d_swallow", repr(e))

def bg(n):
    print("bg", n)

async def abg(n):
    await asyncio.sleep(1)
    log("abg", n)

async def bgfail():
    log("bgfail")
    raise RuntimeError("bg")

@app.get("/ok")
async def ok(x: str = Depends(d_nested), y: str = Depends(d_yield)):
    log("endpoint", x, y)
    return x
@app.get("/boom")
async def boom(x=Depends(d_nested)):
    log("endpoint"); raise Boom("b")
@app.get("/key")
def key(x=Depends(d_yield)):
    raise KeyError("k")
@app.get("/val")
async def val(q: int, x=Depends(d_yield)):
    return q
@app.get("/http")
async def http(x=Depends(d_yield)):
    raise HTTPException(403, "f")
@app.get("/err")
async def err(x=Depends(d_yield)):
    raise ValueError("e")
@app.get("/bad")
async def bad(x=Depends(d_bad)):
    return "bad"
@app.get("/dhttp")
async def dhttp(x=Depends(d_http)):
    raise ValueError("orig")
@app.get("/swallow")
async def swallow(x=Depends(d_swallow)):
    raise ValueError("orig")
@app.get("/bg")
async def bgs(tasks: BackgroundTasks, x=Depends(d_yield)):
    tasks.add_task(bg, 1); tasks.add_task(abg, 2); tasks.add_task(bg, n=3)
    log("endpoint")
    return "bg"
@app.get("/bgfail")
async def bgf(tasks: BackgroundTasks, x=Depends(d_yield)):
    tasks.add_task(bgfail); tasks.add_task(bg, 9)
    return "bgf"
async def dep_bg(tasks: BackgroundTasks):
    tasks.add_task(bg, "dep")
@app.get("/depbg")
async def depbg(tasks: BackgroundTasks, x=Depends(dep_bg)):
    tasks.add_task(bg, "end")
    return "x"
@app.get("/state")
async def state(request: Request):
    return [request.state.pool, getattr(request.state, "zz", None)]
@app.get("/stream")
async def stream(x=Depends(d_yield)):
    async def gen():
        try:
            for i in range(4):
                log("gen", i)
                yield f"{i};"
                await asyncio.sleep(1)
        finally:
            log("gen done")
    return StreamingResponse(gen(), media_type="text/plain")
@app.get("/stream_err")
async def stream_err():
    async def gen():
        yield "a"
        raise Boom("mid")
    return StreamingResponse(gen())
@app.get("/pool")
async def pool():
    r = await run_in_threadpool(time.sleep, 1)
    r2 = await run_in_threadpool(lambda a, b: a + b, 1, b=2)
    return [r, r2]
@app.get("/slow")
async def slow(x=Depends(d_yield)):
    try:
        await asyncio.sleep(10)
    except BaseException as e:
        log("slow", repr(e)); raise
@app.get("/grp")
async def grp():
    async with asyncio.TaskGroup() as tg:
        async def f(): raise Boom("child")
        tg.create_task(f())
@app.get("/assert")
async def ass():
    assert False, "asserted"

async def main():
    async with app.router.lifespan_context(app) as st:
        print("lifespan state", st)
    for raising in (True, False):
      async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app, raise_app_exceptions=raising), base_url="http://test") as c:
        async def show(method, url, **kw):
            print("==", raising, url)
            try:
                r = await c.request(method, url, **kw)
            except BaseException as e:
                log("CLIENT", type(e).__name__, e, repr(e.__cause__), repr(e.__context__))
                return
            log("CLIENT", r.status_code, r.text, r.headers.get("m1"))
        for u in "/ok /boom /key /val /http /err /bad /dhttp /swallow /bg /bgfail /depbg /stream /stream_err /pool /short /mboom /grp /assert /nope".split():
            await show("GET", u)
        async with c.stream("GET", "/stream") as r:
            async for chunk in r.aiter_text():
                log("chunk", chunk)
        await asyncio.sleep(5)

asyncio.run(main())
