# pins down: models of query parameters, headers and cookies; mounted applications, routers in routers, URLs by name, exceptions of one's own
import asyncio, time
from typing import Annotated, Literal, Optional
from enum import Enum
import httpx
from fastapi import (
    FastAPI,
    APIRouter,
    Depends,
    HTTPException,
    Request,
    Response,
    Query,
    Path,
    Header,
    Cookie,
    Body,
    status,
)
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, HTMLResponse
from fastapi.encoders import jsonable_encoder
from pydantic import BaseModel, Field


def log(*a):
    print(f"{time.monotonic():.2f}", *a)


app = FastAPI(title="T", version="1.2", root_path="")


class Filter(BaseModel):
    limit: int = Field(10, gt=0, le=100)
    order_by: Literal["created", "updated"] = "created"
    tags: list[str] = []


class Hd(BaseModel):
    x_token: str
    x_tag: list[str] = []


class Ck(BaseModel):
    sid: str
    track: str | None = None


class Base(BaseModel):
    kind: str


class Cat(Base):
    lives: int = 9


@app.get("/f")
async def f(q: Annotated[Filter, Query()]):
    return q


@app.get("/h")
async def h(x: Annotated[Hd, Header()]):
    return x


@app.get("/c")
async def c(x: Annotated[Ck, Cookie()]):
    return x


@app.get("/cat", response_model=Base)
async def cat():
    return Cat(kind="cat")


@app.get("/cat2")
async def cat2() -> Base:
    return Cat(kind="cat")


@app.get("/cat3", response_model=Cat | Base)
async def cat3():
    return {"kind": "dog"}


@app.get("/cat4", response_model=dict[str, Cat])
async def cat4():
    return {"a": {"kind": "x", "lives": "3"}}


@app.get("/del")
async def dele(r: Response):
    r.delete_cookie("sid")
    r.set_cookie("a", "b c", max_age=60, path="/x", secure=True, samesite="strict")
    return {}


@app.get("/num")
async def num():
    return {
        "a": 1.0,
        "b": 1e100,
        "c": 0.1 + 0.2,
        "d": 10**20,
        "e": -0.0,
        "f": [True, None],
        "é": 'ü\n"',
        "t": (1, 2),
        "s": {3},
        "n": float("inf") if False else 2,
    }


@app.get("/urls", name="urls")
async def urls(request: Request):
    return {
        "u": str(request.url_for("item", i=5)),
        "p": app.url_path_for("item", i=3),
        "x": str(request.url.replace(path="/z").include_query_params(a=1)),
        "h": request.url.hostname,
        "port": request.url.port,
        "scheme": request.url.scheme,
        "q": request.url.query,
    }


@app.get("/item/{i}", name="item")
async def item(i: int = Path(ge=0, lt=10)):
    return i


class My(HTTPException):
    def __init__(self):
        super().__init__(status.HTTP_409_CONFLICT, detail=[{"a": 1}], headers={"x-my": "1"})


@app.get("/my")
async def my():
    raise My()


@app.get("/jr")
async def jr():
    return JSONResponse({"a": 1}, status_code=202, headers={"X-A": "B"}, media_type="application/x+json")


@app.get("/multi")
async def multi(
    a: int, b: str = Query(..., min_length=2), c: Annotated[Optional[float], Query(ge=0)] = None, d: bool = False
):
    return [a, b, c, d]


@app.post("/body")
async def body(a: Annotated[int, Body(gt=0)], b: Annotated[str, Body(max_length=2)] = "q", f: Filter | None = None):
    return [a, b, f]


@app.patch("/part/{i}")
async def part(i: int, x: Filter):
    return x.model_dump(exclude_unset=True)


sub = FastAPI()


@sub.get("/inner")
async def inner(request: Request):
    return [request.scope["root_path"], request.url.path, str(request.url)]


app.mount("/sub", sub)
r1 = APIRouter(prefix="/r1")
r2 = APIRouter(prefix="/{rid}")


@r2.get("/x")
async def x(rid: int, request: Request):
    return [rid, request.path_params]


r1.include_router(r2)
app.include_router(r1, prefix="/api")


async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test:8000") as cl:

        async def go(m, u, **k):
            try:
                r = await cl.request(m, u, **k)
                log(
                    m,
                    u,
                    r.status_code,
                    r.text,
                    [(k, v) for k, v in r.headers.multi_items() if k not in ("content-length",)],
                )
            except Exception as e:
                log(m, u, type(e).__name__, e)

        for u in (
            "/f",
            "/f?limit=0&order_by=z&tags=a&tags=b",
            "/f?limit=5&tags=q&zz=1",
            "/h",
            "/c",
            "/cat",
            "/cat2",
            "/cat3",
            "/cat4",
            "/del",
            "/num",
            "/urls?k=v",
            "/item/5",
            "/item/10",
            "/item/-1",
            "/my",
            "/jr",
            "/multi",
            "/multi?a=1&b=x&c=-1&d=x",
            "/multi?a=1.0&b=xy&c=2&d=1",
            "/sub/inner",
            "/sub/nope",
            "/sub",
            "/api/r1/7/x",
            "/api/r1/z/x",
            "//f",
            "/F",
        ):
            await go("GET", u)
        await go("GET", "/h", headers=[("x-token", "t"), ("x-tag", "1"), ("x-tag", "2")])
        await go("GET", "/c", cookies={"sid": "s", "zz": "1"})
        for b in ({"a": 1}, {"a": 0, "b": "abc"}, {"a": "1", "f": {"limit": 1000}}, {"a": 2, "f": None}, {}):
            await go("POST", "/body", json=b)
        await go("PATCH", "/part/1", json={"limit": 3})
        await go("PATCH", "/part/x", json={"limit": "x"})
        await go("PATCH", "/part/1")
        await go("PUT", "/f")
        await go("TRACE", "/f")
        log(
            jsonable_encoder(
                {
                    "a": Cat(kind="c"),
                    1: {
                        2,
                    },
                    "e": Exception if False else None,
                }
            ),
            jsonable_encoder(Cat(kind="z"), exclude={"kind"}),
            jsonable_encoder([Cat(kind="z")], include={"kind"}),
        )
        log(repr(HTTPException(404)), str(HTTPException(404, "x")), repr(HTTPException(400, {"a": 1})))


asyncio.run(main())
