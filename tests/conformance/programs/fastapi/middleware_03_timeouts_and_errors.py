# pins down: an anyio timeout round call_next, errors caught in middleware, clients that are cancelled in groups
import asyncio, time
import anyio, httpx
from fastapi import FastAPI, Depends, Request, HTTPException
from fastapi.responses import JSONResponse
def log(m): print(f"{time.monotonic():.2f} {m}")
app = FastAPI()
@app.middleware("http")
async def timing(request, call_next):
    try:
        with anyio.fail_after(0.3):
            return await call_next(request)
    except TimeoutError:
        log("mw timeout"); return JSONResponse({"d": "timeout"}, 504)
@app.middleware("http")
async def err(request, call_next):
    try: return await call_next(request)
    except Exception as e:
        log(f"mw saw {e!r}"); return JSONResponse({"e": str(e)}, 500)
async def res():
    log("in")
    try: yield 1
    finally:
        log("cleanup"); await anyio.sleep(0.2); log("cleaned")
@app.get("/slow")
async def slow(r=Depends(res)):
    try: await anyio.sleep(1)
    except BaseException as e: log(f"slow {type(e).__name__}"); raise
    return 1
@app.get("/slowsync")
def slowsync(r=Depends(res)):
    time.sleep(0.5); log("sync done"); return 1
@app.get("/boom")
async def boom(r=Depends(res)): raise ValueError("boom")
@app.get("/body-mw")
async def x(request: Request): return (await request.body()).decode()
@app.get("/http")
async def h(): raise HTTPException(404)
@app.get("/cancelself")
async def cs(): raise asyncio.CancelledError("self")
@app.get("/timeout")
async def to():
    async with asyncio.timeout(0.1): await asyncio.sleep(1)
async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as c:
        for p in ("/slow","/slowsync","/boom","/http","/timeout"):
            try:
                r = await c.get(p); log(f"{p} {r.status_code} {r.text}")
            except BaseException as e: log(f"{p} {e!r}")
        try:
            r = await c.get("/cancelself"); log(r)
        except BaseException as e: log(f"{e!r}")
        async with asyncio.TaskGroup() as g:
            ts = [g.create_task(c.get(p)) for p in ("/slow","/slowsync","/boom")]
            await asyncio.sleep(0.1); ts[0].cancel()
        log([t.cancelled() or t.result().status_code for t in ts])
        try:
            async with asyncio.TaskGroup() as g:
                g.create_task(c.get("/slow"))
                async def bad(): await asyncio.sleep(0.1); raise KeyError("x")
                g.create_task(bad())
        except* KeyError as e: log(e.exceptions)
asyncio.run(main())
