# pins down: pure ASGI middleware, BaseHTTPMiddleware classes, CORS, early responses, errors and timeouts round call_next
import asyncio
import time

import httpx
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.middleware.base import BaseHTTPMiddleware


def log(message):
    print(f"{time.monotonic():.2f} {message}")


class Pure:
    def __init__(self, app, name):
        self.app, self.name = app, name

    async def __call__(self, scope, receive, send):
        async def wrapped(message):
            log(f"{self.name} {message['type']} more={message.get('more_body')}")
            await send(message)
        log(f"{self.name} in")
        try:
            await self.app(scope, receive, wrapped)
        finally:
            log(f"{self.name} out")


class Based(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        log(f"based {request.url.path}")
        if request.url.path == "/early":
            return JSONResponse({"early": True}, status_code=401)
        try:
            response = await call_next(request)
        except ValueError as exc:
            return JSONResponse({"caught": str(exc)}, status_code=500)
        log(f"based {response.status_code} {type(response).__name__}")
        return response


app = FastAPI()
app.add_middleware(Based)
app.add_middleware(Pure, name="pure")
app.add_middleware(CORSMiddleware, allow_origins=["http://a"], allow_credentials=True)


async def dep():
    try:
        yield 1
    finally:
        await asyncio.sleep(0.1)
        log("dep closed")


@app.get("/ok")
async def ok(d=Depends(dep)):
    return "ok"


@app.get("/value")
async def value(d=Depends(dep)):
    raise ValueError("v")


@app.get("/http")
async def http():
    raise HTTPException(418)


@app.get("/slow")
async def slow(d=Depends(dep)):
    try:
        await asyncio.sleep(1)
    except asyncio.CancelledError:
        log("slow cancelled")
        raise
    log("slow done")
    return "slow"


@app.get("/stream")
async def stream():
    async def parts():
        for i in range(3):
            log(f"part {i}")
            yield str(i)
            await asyncio.sleep(0.1)
    return StreamingResponse(parts())


late = FastAPI()


@late.middleware("http")
async def timeout(request: Request, call_next):
    try:
        async with asyncio.timeout(0.3):
            return await call_next(request)
    except TimeoutError:
        log("middleware timed out")
        return JSONResponse({"timeout": True}, status_code=504)


late.get("/slow")(slow)
late.get("/ok")(ok)


async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        for path in ("/ok", "/early", "/value", "/http", "/stream"):
            r = await client.get(path, headers={"Origin": "http://a"})
            log(f"{path} <- {r.status_code} {r.text} {r.headers}")
        r = await client.options("/ok", headers={"Origin": "http://a", "Access-Control-Request-Method": "GET"})
        log(f"{r.status_code} {r.text} {r.headers}")
        r = await client.options("/ok", headers={"Origin": "http://b", "Access-Control-Request-Method": "POST"})
        log(f"{r.status_code} {r.text}")
        try:
            async with asyncio.timeout(0.25):
                await client.get("/slow")
        except TimeoutError:
            log("client timeout")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=late), base_url="http://test") as client:
        for path in ("/ok", "/slow"):
            r = await client.get(path)
            log(f"{path} <- {r.status_code} {r.text}")


asyncio.run(main())
