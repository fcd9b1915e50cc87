# pins down: exception handlers, routers in routers with dependencies, response models with parts left out, redirects, and what a router refuses
import asyncio, time
from typing import Annotated
import httpx
from fastapi import FastAPI, Depends, HTTPException, APIRouter, Request, Response, BackgroundTasks, Header, status
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, HTMLResponse, StreamingResponse
from fastapi.encoders import jsonable_encoder
from pydantic import BaseModel


def log(*a):
    print(f"{time.monotonic():.2f}", *a)


class Boom(Exception):
    def __init__(self, n):
        self.n = n


app = FastAPI(title="t")


@app.exception_handler(Boom)
async def boom(request: Request, exc: Boom):
    log("handler", request.url.path, exc.n)
    return JSONResponse(status_code=418, content={"n": exc.n}, headers={"x-boom": "1"})


@app.exception_handler(404)
async def nf(request, exc):
    log("404", exc.detail)
    return PlainTextResponse("lost " + request.url.path, 404)


@app.exception_handler(RequestValidationError)
async def rv(request, exc):
    log("rv", [e["loc"] for e in exc.errors()], exc.body)
    return JSONResponse({"detail": jsonable_encoder(exc.errors()), "body": exc.body}, status_code=400)


async def verify(x_key: Annotated[str, Header()] = "none"):
    log("verify", x_key)
    if x_key == "bad":
        raise HTTPException(403, "no", headers={"x-why": "key"})
    return x_key


router = APIRouter(prefix="/api", tags=["a"], dependencies=[Depends(verify)], responses={404: {"description": "x"}})
sub = APIRouter(prefix="/sub")


@sub.get("/{n}")
async def subn(n: int, k=Depends(verify)):
    log("subn", n, k)
    return {"n": n, "k": k}


@router.get("/boom/{n}")
def bo(n: int):
    raise Boom(n)


@router.api_route("/both", methods=["GET", "POST"])
async def both(request: Request):
    return request.method


router.include_router(sub, prefix="/v1")
app.include_router(router)
app.include_router(sub, prefix="/plain", dependencies=[Depends(lambda: log("lambda dep"))])


class Out(BaseModel):
    a: int
    b: str = "d"
    c: float | None = None


@app.get("/out", response_model=Out)
async def out():
    return {"a": "5", "secret": 1}


@app.get("/out2", response_model=Out, response_model_exclude_unset=True)
async def out2():
    return Out(a=1)


@app.get("/out3", response_model=list[Out], response_model_exclude={"b"})
async def out3():
    return [Out(a=1), {"a": 2, "c": 3}]


@app.get("/out4", response_model=Out, response_model_exclude_none=True, response_model_include={"a", "c"})
async def out4():
    return Out(a=1, c=None)


@app.get("/out5")
async def out5() -> Out:
    return {"b": "no a"}


@app.get("/none", status_code=204)
async def none():
    return None


@app.get("/nul")
async def nul():
    pass


@app.get("/r")
async def r():
    return RedirectResponse("/nul")


@app.get("/r2", response_class=RedirectResponse, status_code=302)
async def r2():
    return "/r"


@app.get("/html", response_class=HTMLResponse)
async def html():
    return "<b>é</b>"


@app.get("/plain", response_class=PlainTextResponse)
async def plain():
    return "x"


@app.get("/hdr")
async def hdr(response: Response):
    response.headers["x-a"] = "b"
    response.set_cookie("k", "v", max_age=5, httponly=True)
    response.status_code = 202
    return {"x": 1}


@app.get("/raw")
async def raw():
    return Response(b"\x00\x01", media_type="application/octet-stream", status_code=206)


async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as c:
        for u, kw in [
            ("/api/boom/3", {}),
            ("/api/boom/x", {}),
            ("/api/v1/sub/4", {"headers": {"x-key": "q"}}),
            ("/api/v1/sub/4", {"headers": {"x-key": "bad"}}),
            ("/plain/sub/1", {}),
            ("/api/both", {}),
            ("/nope", {}),
            ("/out", {}),
            ("/out2", {}),
            ("/out3", {}),
            ("/out4", {}),
            ("/none", {}),
            ("/nul", {}),
            ("/r", {}),
            ("/r", {"follow_redirects": True}),
            ("/r2", {"follow_redirects": True}),
            ("/r2", {}),
            ("/html", {}),
            ("/plain", {}),
            ("/hdr", {}),
            ("/raw", {}),
            ("/api/both/", {}),
            ("/api/both/", {"follow_redirects": True}),
        ]:
            r = await c.get(u, **kw)
            log(u, r.status_code, r.text, dict(r.headers), [h.status_code for h in r.history], r.url)
        try:
            await c.get("/out5")
        except Exception as e:
            log(type(e).__name__, str(e)[:400])
        r = await c.delete("/api/both")
        log(r.status_code, r.json(), r.headers.get("allow"))
        r = await c.post("/api/both")
        log(r.status_code, r.json())
        r = await c.head("/nul")
        log(r.status_code, r.text)
        r = await c.options("/nul")
        log(r.status_code, r.text)


asyncio.run(main())
