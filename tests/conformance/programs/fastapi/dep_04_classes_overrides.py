# pins down: classes and instances as dependencies, dependency_overrides, dependencies of app, router, include and route, cached per request
import asyncio
import functools
import threading
import time
from typing import Annotated

import httpx
from fastapi import APIRouter, Depends, FastAPI, Request


def log(message):
    where = "loop" if threading.current_thread() is threading.main_thread() else "worker"
    print(f"{time.monotonic():.2f} {where:6} {message}")


def mark(name):
    async def dependency():
        log(name)
        return name
    return dependency


class Pager:
    def __init__(self, page: int = 1, size: int = 10):
        time.sleep(0.1)
        log("Pager")
        self.page, self.size = page, size


class Checker:
    def __init__(self, limit):
        self.limit = limit

    def __call__(self, n: int = 0):
        time.sleep(0.1)
        log(f"Checker {n}")
        return n <= self.limit


class AChecker(Checker):
    async def __call__(self, n: int = 0):
        await asyncio.sleep(0.1)
        log(f"AChecker {n}")
        return n <= self.limit


class Service:
    async def get(self, request: Request):
        log(f"Service.get {request.method}")
        return "service"

    def gen(self):
        log("gen in")
        time.sleep(0.1)
        yield "gen"
        time.sleep(0.1)
        log("gen out")


service = Service()


def db():
    log("real db")
    return "real"


def multiply(a: int, b: int):
    log("multiply")
    return a * b


app = FastAPI(dependencies=[Depends(mark("app"))])
router = APIRouter(prefix="/r", dependencies=[Depends(mark("router"))])
inner = APIRouter(prefix="/i", dependencies=[Depends(mark("inner"))])


@router.get("/one", dependencies=[Depends(mark("route"))])
async def one(
    pager: Annotated[Pager, Depends()],
    ok: Annotated[bool, Depends(Checker(3))],
    aok: Annotated[bool, Depends(AChecker(3))],
    s: Annotated[str, Depends(service.get)],
    g: Annotated[str, Depends(service.gen)],
    database: str = Depends(db),
    six: int = Depends(functools.partial(multiply, b=3)),
):
    log("endpoint")
    return [pager.page, pager.size, ok, aok, s, g, database, six]


@inner.get("/two")
def two(a=Depends(db), b=Depends(db), c=Depends(db, use_cache=False)):
    return [a, b, c]


router.include_router(inner, prefix="/x", dependencies=[Depends(mark("include inner"))])
app.include_router(router, prefix="/v1", dependencies=[Depends(mark("include"))], tags=["t"])


async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        r = await client.get("/v1/r/one", params={"page": 2, "n": 4, "a": 2})
        log(r.text)
        r = await client.get("/v1/r/x/i/two")
        log(r.text)

        async def fake(q: int = 5):
            log("fake db")
            return f"fake {q}"

        def fake_gen():
            log("fake gen in")
            yield "generated"
            log("fake gen out")

        app.dependency_overrides[db] = fake
        r = await client.get("/v1/r/x/i/two", params={"q": 6})
        log(r.text)
        app.dependency_overrides[db] = fake_gen
        r = await client.get("/v1/r/x/i/two")
        log(r.text)
        app.dependency_overrides.clear()
        r = await client.get("/v1/r/x/i/two")
        log(r.text)
        r = await client.get("/v1/r/one", params={"page": "x"})
        log(r.text)
        print(app.url_path_for("two"), [getattr(x, "path", None) for x in router.routes][:1])


asyncio.run(main())
