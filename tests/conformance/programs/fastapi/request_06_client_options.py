# pins down: what a client adds to each request (params, headers, cookies, base URL), how bodies are encoded, repr of its objects, and requests that are given up
import asyncio, time
import httpx
from fastapi import FastAPI, Request, Form, Depends, Query
from typing import Annotated
from pydantic import BaseModel


def log(*a):
    print(f"{time.monotonic():.2f}", *a)


app = FastAPI()


class F(BaseModel):
    limit: int = 10
    model_config = {"extra": "forbid"}
    order: str = "x"


@app.get("/f")
async def f(p: Annotated[F, Query()]):
    return p


@app.post("/login")
async def login(user: Annotated[str, Form()], pw: str = Form(min_length=3)):
    return [user, pw]


@app.api_route("/echo/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
async def echo(request: Request, path: str):
    b = await request.body()
    out = {
        "path": path,
        "m": request.method,
        "q": dict(request.query_params),
        "multi": request.query_params.multi_items(),
        "h": {k: v for k, v in request.headers.items() if k not in ("user-agent", "accept-encoding")},
        "c": request.cookies,
        "b": b.decode(),
        "url": str(request.url),
        "base": str(request.base_url),
        "client": request.client,
        "pp": request.path_params,
    }
    if request.headers.get("content-type") == "application/json" and b:
        out["j"] = await request.json()
    return out


@app.get("/slow")
async def slow(s: float = 1.0):
    await asyncio.sleep(s)
    return s


@app.post("/stream")
async def st(request: Request):
    parts = []
    async for chunk in request.stream():
        parts.append(chunk.decode())
        log("part", chunk)
    return parts


async def main():
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://test/",
        headers={"x-c": "1"},
        params={"base": "p"},
        cookies={"z": "1"},
    ) as c:

        async def go(m, u, **k):
            r = await c.request(m, u, **k)
            log(m, u, r.status_code, r.text)
            return r

        await go("GET", "/f")
        await go("GET", "/f?limit=x&zzz=1")
        await go("GET", "/f", params={"limit": 3, "order": "a b&c"})
        await go("POST", "/login", data={"user": "u", "pw": "pass word"})
        await go("POST", "/login", data={"user": "u", "pw": "p"})
        await go("POST", "/login")
        await go("POST", "/login", json={"user": "x"})
        await go("GET", "/echo/a/b?x=1&x=2", params={"y": [1, 2], "n": None, "t": True, "f": 1.5})
        await go("POST", "echo/z", json={"a": [1, 2, {"b": None}], "é": "ü"}, headers={"X-C": "2"}, cookies={"q": "r"})
        await go("PUT", "/echo/", data={"a": ["1", "2"], "b": "é &"})
        await go("PATCH", "/echo/%20x%2Fy", content="text é")
        await go("DELETE", "http://other:8080/echo/k#frag")

        async def agen():
            for i in range(3):
                await asyncio.sleep(0.5)
                yield f"p{i}".encode()

        await go("POST", "/stream", content=agen())
        r = await go("GET", "/slow", params={"s": 2}, timeout=0.5)
        log(
            r.elapsed.total_seconds() >= 0,
            r.is_success,
            r.reason_phrase,
            r.request.method,
            r.request.url,
            r.http_version,
            r.encoding,
        )
        try:
            (await c.get("/none")).raise_for_status()
        except httpx.HTTPStatusError as e:
            log(e, e.response.status_code, e.request.url)
        log(repr(r), repr(r.request), repr(c.base_url), c.headers, r.headers)
        log((await c.get("/slow?s=0")).raise_for_status())
        try:
            r.json().foo
        except Exception as e:
            log(type(e), e)
        try:
            (await c.get("/echo/x")).json()["nope"]
        except KeyError as e:
            log("KeyError", e)
        try:
            await asyncio.wait_for(c.get("/slow?s=9"), 1)
        except TimeoutError as e:
            log("TO", repr(e))
        rs = await asyncio.gather(*(c.get("/slow", params={"s": x}) for x in (3, 1, 2)), return_exceptions=True)
        log([r.json() for r in rs])
    try:
        await c.get("/f")
    except RuntimeError as e:
        log(e)


asyncio.run(main())
