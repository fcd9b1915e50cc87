# pins down: errors of task groups in endpoints, 500 handlers, sync handlers in threads, errors in middleware
import asyncio
import threading
import time

import anyio
import httpx
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, PlainTextResponse


def log(message):
    where = "loop" if threading.current_thread() is threading.main_thread() else "worker"
    print(f"{time.monotonic():.2f} {where:6} {message}")


def make(handler=None, debug=False):
    app = FastAPI(debug=debug)

    async def fail(exc):
        await asyncio.sleep(0.1)
        raise exc

    @app.get("/tg")
    async def tg():
        async with asyncio.TaskGroup() as group:
            group.create_task(fail(HTTPException(404, "gone")))

    @app.get("/anyio")
    async def anyio_tg():
        async with anyio.create_task_group() as group:
            group.start_soon(fail, HTTPException(404, "gone"))

    @app.get("/except")
    async def except_star():
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(fail(ValueError("v")))
                group.create_task(asyncio.sleep(1))
        except* ValueError as group:
            raise HTTPException(409, f"{len(group.exceptions)} failed")

    @app.get("/gather")
    async def gather():
        await asyncio.gather(fail(KeyError("k")), asyncio.sleep(0.3))

    @app.get("/sync")
    def sync():
        time.sleep(0.1)
        raise ZeroDivisionError("zero")

    if handler:
        app.exception_handler(Exception)(handler)
    return app


async def handler_async(request: Request, exc: Exception):
    log(f"handler {exc!r}")
    await asyncio.sleep(0.1)
    return JSONResponse({"error": str(exc)}, status_code=500)


def handler_sync(request, exc):
    log(f"handler {exc!r}")
    time.sleep(0.1)
    return PlainTextResponse("sync handled", status_code=503)


async def main():
    for handler in (None, handler_async, handler_sync):
        log(f"handler {handler and handler.__name__}")
        for raising in (True, False):
            transport = httpx.ASGITransport(app=make(handler), raise_app_exceptions=raising)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                for path in ("/tg", "/anyio", "/except", "/gather", "/sync"):
                    try:
                        r = await client.get(path)
                        log(f"{path} {r.status_code} {r.text}")
                    except BaseException as exc:
                        log(f"{path} raised {exc!r}")


asyncio.run(main())
