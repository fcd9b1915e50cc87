# pins down: how many turns of the loop each kind of request takes, bare and through middleware, and who begins first
import asyncio, time
import anyio, httpx
from fastapi import FastAPI, Depends, Request, BackgroundTasks, HTTPException
from fastapi.responses import StreamingResponse, JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware
def log(m): print(f"{time.monotonic():.3f} {m}")
app = FastAPI()
turns = []
async def ticker():
    while True:
        turns.append(time.monotonic()); await asyncio.sleep(0)
@app.get("/nothing")
async def nothing(): return len(turns)
@app.get("/dep")
async def dep(x=Depends(lambda: 1)): return x
async def ay():
    yield 1
@app.get("/yield")
async def yy(x=Depends(ay)): return x
@app.get("/stream")
async def stream():
    async def g():
        yield "a"; yield "b"
    return StreamingResponse(g())
@app.get("/sync")
def sync(): return 1
@app.get("/annotated")
def annotated() -> int: return 1
@app.post("/body")
async def body(d: dict): return d
@app.get("/disc")
async def disc(request: Request): return await request.is_disconnected()
mapp = FastAPI()
@mapp.middleware("http")
async def mw(request, call_next):
    return await call_next(request)
mapp.include_router(app.router)
m2 = FastAPI()
class M(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        b = await request.body()
        r = await call_next(request)
        parts = [p async for p in r.body_iterator]
        return JSONResponse({"got": b"".join(parts).decode(), "body": b.decode()}, status_code=r.status_code)
m2.add_middleware(M)
m2.include_router(app.router)
async def main():
    for a in (app, mapp, m2):
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=a), base_url="http://test") as c:
            t = asyncio.create_task(ticker())
            await asyncio.sleep(0)
            for p in ("/nothing","/dep","/yield","/stream","/sync","/annotated","/body","/disc","/none"):
                turns.clear()
                r = await (c.post(p, json={"a":1}) if p == "/body" else c.get(p))
                print(p, r.status_code, r.text, len(turns))
            turns.clear()
            order = []
            async def get(p):
                order.append(("start", p)); await c.get(p); order.append(("end", p, len(turns)))
            await asyncio.gather(*map(get, ["/sync", "/nothing", "/stream", "/yield", "/dep", "/annotated", "/disc"]))
            for o in order: print(o)
            t.cancel()
asyncio.run(main())
