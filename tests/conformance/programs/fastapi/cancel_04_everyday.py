# pins down: resources, threads and groups in endpoints, and clients that leave them: shielded and swallowed cancellations, wait, as_completed
import asyncio
import time
import threading
from typing import AsyncIterator, Generator
import contextlib

import anyio
import httpx
from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.background import BackgroundTasks as BT

app = FastAPI()
def log(m): print(f"{time.monotonic():.3f} {m}")

class Session:
    def __init__(self, name): self.name = name; log(f"open {name}")
    def close(self): log(f"close {self.name}")
    def __enter__(self): return self
    def __exit__(self, *e): log(f"exit {e[0]}"); self.close()
    async def __aenter__(self): await asyncio.sleep(0.01); return self
    async def __aexit__(self, *e): await asyncio.sleep(0.01); log(f"aexit {e[0]}"); self.close()

def get_db():
    with Session("sync") as s:
        yield s

async def get_adb():
    async with Session("async") as s:
        yield s

def get_items(db: Session = Depends(get_db)):
    db2 = Session("plain")
    try:
        time.sleep(0.05)
        yield [db.name, db2.name]
    except HTTPException as e:
        log(f"saw http {e.status_code}")
        raise
    finally:
        time.sleep(0.05)
        db2.close()

@app.get("/i/{n}")
def items(n: int, its: list = Depends(get_items), adb: Session = Depends(get_adb)):
    time.sleep(0.1)
    if n == 1: raise HTTPException(400, "one")
    if n == 2: raise RuntimeError("two")
    return its + [adb.name]

@app.get("/sync-in-async")
async def sia():
    def blocking(k):
        time.sleep(k); return threading.current_thread() is threading.main_thread()
    res = await asyncio.gather(run_in_threadpool(blocking, 0.2), asyncio.to_thread(blocking, 0.1), asyncio.get_running_loop().run_in_executor(None, blocking, 0.3))
    return res

@app.get("/tg")
async def tg():
    out = []
    async def f(n): await anyio.sleep(n/10); out.append(n)
    async with anyio.create_task_group() as g:
        for n in (3,1,2): g.start_soon(f, n)
    return out

@app.get("/fire")
async def fire():
    async def later():
        await asyncio.sleep(0.2); log("later ran")
    t = asyncio.create_task(later()); app.state.t = t
    return "fired"

@app.get("/shield")
async def shield():
    async def save():
        await asyncio.sleep(0.3); log("saved")
    try:
        await asyncio.shield(asyncio.create_task(save()))
    except asyncio.CancelledError:
        log("shielded cancelled"); raise

@app.get("/swallow")
async def swallow():
    try: await asyncio.sleep(1)
    except asyncio.CancelledError: log("swallowed")
    return "swallowed"

async def main():
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://test", timeout=0.01) as client:
        for n in (0, 1, 2):
            try:
                r = await client.get(f"/i/{n}"); log(f"{r.status_code} {r.json()}")
            except Exception as e: log(repr(e))
        rs = await asyncio.gather(*(client.get(f"/i/{n}") for n in (0,1,0)))
        log([r.status_code for r in rs])
        for p in ("/sync-in-async", "/tg", "/fire"):
            r = await client.get(p); log(r.json())
        await app.state.t
        for p in ("/shield", "/swallow"):
            t = asyncio.create_task(client.get(p)); await asyncio.sleep(0.1); t.cancel()
            try: log((await t).json())
            except asyncio.CancelledError: log("client cancelled")
            log(f"{t.cancelled()} {t.cancelling()}")
            await asyncio.sleep(0.5)
        done, pending = await asyncio.wait([asyncio.create_task(client.get("/tg")), asyncio.create_task(client.get("/i/0"))], return_when=asyncio.FIRST_COMPLETED)
        log([(await d).url.path for d in done]); 
        for p in pending: p.cancel()
        log(await asyncio.gather(*pending, return_exceptions=True))
        for c in asyncio.as_completed([client.get("/tg"), client.get("/i/1")]):
            log((await c).text)
asyncio.run(main())
