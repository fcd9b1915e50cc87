# Responses: models and what they leave out, kinds, status codes, cookies, redirections, HTTPException; routers in routers
import asyncio
from dataclasses import dataclass
from typing import Annotated
import httpx
from fastapi import FastAPI, APIRouter, Depends, HTTPException, Request, Response, status, BackgroundTasks
from fastapi.responses import JSONResponse, PlainTextResponse, HTMLResponse, RedirectResponse, StreamingResponse
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError, ResponseValidationError
from pydantic import BaseModel

class In(BaseModel):
    name: str
    password: str
    age: int | None = None

class Out(BaseModel):
    name: str
    age: int | None = None

@dataclass
class Point:
    x: int
    y: int = 2

app = FastAPI(title="T")
app.state.counter = 10

def log(*a):
    print("   ", *a)

async def common(request: Request):
    log("common", request.url.path)
    request.state.seen = ["common"]

async def router_dep(request: Request):
    log("router_dep")
    request.state.seen.append("router")

router = APIRouter(prefix="/r", dependencies=[Depends(router_dep)], tags=["r"])
inner = APIRouter(prefix="/in")

@router.get("/a")
async def r_a(request: Request): return request.state.seen
@router.get("/")
async def r_root(): return "root"
@inner.get("/b/{x}")
async def r_b(x: int, request: Request): return {"x": x, "seen": request.state.seen, "path": request.url.path, "params": request.path_params}
router.include_router(inner)
app.include_router(router, dependencies=[Depends(common)])
app.include_router(inner, prefix="/second", dependencies=[Depends(common)])

@app.post("/m", response_model=Out)
async def m(i: In): return i
@app.post("/m2", response_model=Out, response_model_exclude_none=True)
async def m2(i: In): return i.model_dump()
@app.get("/m3")
async def m3() -> list[Out]: return [{"name": "a"}, Out(name="b", age=3)]
@app.get("/bad", response_model=Out)
async def bad(): return {"nome": 1}
@app.get("/unset", response_model=In, response_model_exclude_unset=True)
async def unset(): return In(name="a", password="b")
@app.get("/incl", response_model=In, response_model_include={"name"})
async def incl(): return In(name="a", password="b", age=4)
@app.get("/excl", response_model=In, response_model_exclude={"password"})
async def excl(): return In(name="a", password="b", age=4)
@app.get("/dc")
async def dc(): return Point(1)
@app.post("/dc")
async def dcp(p: Point): return [p.x, p.y, repr(p)]
@app.get("/none")
async def none(): return None
@app.get("/204", status_code=204)
async def n204(): return None
@app.get("/202", status_code=status.HTTP_202_ACCEPTED)
async def n202(response: Response):
    response.headers["X-A"] = "1"
    response.set_cookie("k", "v", max_age=10, httponly=True)
    return {"ok": True}
@app.get("/override")
async def over(response: Response):
    response.status_code = 418
    return "tea"
@app.get("/json")
async def js(): return JSONResponse({"a": 1, "é": "ж"}, status_code=203, headers={"x-b": "2"})
@app.get("/plain")
async def plain(): return PlainTextResponse("hé")
@app.get("/html", response_class=HTMLResponse)
async def html(): return "<p>"
@app.get("/redir")
async def redir(): return RedirectResponse("/plain")
@app.get("/redir2", response_class=RedirectResponse, status_code=302)
async def redir2(): return "/json"
@app.get("/resp")
async def resp(): return Response(content=b"\x00\x01", media_type="application/octet-stream")
@app.get("/cookie")
async def cookie():
    r = Response("c")
    r.set_cookie("a", "1")
    r.set_cookie("b", "2", path="/x", secure=True, samesite="strict", domain="t.com")
    r.delete_cookie("z")
    return r
@app.get("/http")
async def http(): raise HTTPException(401, "no", headers={"WWW-Authenticate": "Basic"})
@app.get("/http2")
async def http2(): raise HTTPException(status_code=404)
@app.get("/http3")
async def http3(): raise HTTPException(status_code=400, detail={"a": [1, 2]})
@app.get("/304")
async def h304(): raise HTTPException(304)
@app.get("/state")
async def state(request: Request):
    request.app.state.counter += 1
    try:
        request.state.nothing
    except AttributeError as e:
        log(e)
    return request.app.state.counter
@app.get("/req")
async def req(request: Request):
    return {"m": request.method, "url": str(request.url), "q": dict(request.query_params), "h": sorted(request.headers.keys()), "c": request.cookies, "client": request.client, "base": str(request.base_url)}
@app.get("/urlfor")
async def urlfor(request: Request): return [str(request.url_for("r_b", x=3)), app.url_path_for("r_a")]
@app.get("/set")
async def set_(): return {"s": {1}, "t": (1, 2), "f": frozenset([3]), "b": b"x"}
@app.get("/nan")
async def nan(): return float("nan")
@app.put("/all")
@app.patch("/all")
@app.delete("/all")
@app.options("/all")
@app.head("/all")
async def all_(request: Request): return request.method
@app.api_route("/multi", methods=["GET", "POST"])
async def multi(request: Request): return request.method

async def main():
    print(repr(HTTPException(404)), str(HTTPException(400, "x")), HTTPException(418).detail, repr(HTTPException(400, {"a": 1}, {"h": "1"})))
    print(jsonable_encoder(Point(1)), jsonable_encoder(In(name="a", password="b")), jsonable_encoder({1: {2, }, "p": Point(3)}))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as c:
        async def show(method, url, **kw):
            try:
                r = await c.request(method, url, **kw)
            except Exception as e:
                print(method, url, type(e).__name__, e)
                return
            print(method, url, r.status_code, r.text, dict(r.headers), [v for k, v in r.headers.multi_items() if k == "set-cookie"])
        for u in "/r/a /r/ /r /r/in/b/3 /r/in/b/x /second/in/b/4 /m3 /unset /incl /excl /dc /none /204 /202 /override /json /plain /html /redir /redir2 /resp /cookie /http /http2 /http3 /304 /state /state /req?a=1&b=2&a=3 /urlfor /set /multi /bad /nan".split():
            await show("GET", u)
        await show("GET", "/redir", follow_redirects=True)
        await show("POST", "/m", json={"name": "n", "password": "p"})
        await show("POST", "/m2", json={"name": "n", "password": "p"})
        await show("POST", "/dc", json={"x": 1})
        await show("POST", "/dc", json={"y": 1})
        for m in "GET PUT PATCH DELETE OPTIONS HEAD POST".split():
            await show(m, "/all")
        await show("POST", "/multi")
        await show("PUT", "/multi")

asyncio.run(main())
