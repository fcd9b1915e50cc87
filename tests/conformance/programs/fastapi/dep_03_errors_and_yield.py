# pins down: what a yield dependency sees of an endpoint's error, and what becomes of errors in it
import asyncio
import time

import httpx
from fastapi import Depends, FastAPI, HTTPException

app = FastAPI()


def log(message):
    print(f"{time.monotonic():.2f} {message}")


async def watch():
    try:
        yield "w"
    except Exception as exc:
        log(f"watch sees {exc!r}")
        raise
    finally:
        log("watch cleans up")


def swallow():
    try:
        yield "s"
    except ValueError as exc:
        log(f"swallow sees {exc!r}")


def turn():
    try:
        yield "t"
    except ValueError as exc:
        raise HTTPException(status_code=418, detail=f"was {exc}")


async def late():
    yield "l"
    raise HTTPException(status_code=500, detail="late")


async def broken():
    raise HTTPException(status_code=403, detail="no")


@app.get("/value")
async def value(w: str = Depends(watch)):
    raise ValueError("v")


@app.get("/http")
def http(w: str = Depends(watch)):
    raise HTTPException(status_code=404, detail={"what": "gone"}, headers={"X-Why": "because"})


@app.get("/swallow")
async def swallowed(s: str = Depends(swallow)):
    raise ValueError("s")


@app.get("/turn")
async def turned(s: str = Depends(turn)):
    raise ValueError("t")


@app.get("/late")
async def lately(s: str = Depends(late)):
    return "ok"


@app.get("/late-function")
async def lately2(s: str = Depends(late, scope="function")):
    return "ok"


@app.get("/broken")
async def broke(w: str = Depends(watch), b: str = Depends(broken)):
    return "never"


async def main():
    for raising in (True, False):
        log(f"raise_app_exceptions={raising}")
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=raising)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            for path in ("/value", "/http", "/swallow", "/turn", "/late", "/late-function", "/broken"):
                try:
                    response = await client.get(path)
                    log(f"{path} <- {response.status_code} {response.text} {response.headers.get('x-why')}")
                except Exception as exc:
                    log(f"{path} raised {type(exc).__name__}: {str(exc)[:60]} / {exc.__cause__!r}")


asyncio.run(main())
