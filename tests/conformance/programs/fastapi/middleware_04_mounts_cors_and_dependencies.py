# Middleware of each kind, mounts, handlers by status, CORS; dependencies: classes, the cache, overrides
import asyncio
from typing import Annotated
import httpx
from fastapi import FastAPI, APIRouter, Depends, HTTPException, Request, Response, Header, Query, Security, Form, Body
from fastapi.responses import PlainTextResponse, JSONResponse
from fastapi.middleware.cors import CORSMiddleware
from starlette.middleware.base import BaseHTTPMiddleware
from pydantic import BaseModel

n = 0
def counter():
    global n
    n += 1
    return n

class Pager:
    def __init__(self, skip: int = 0, limit: int = 10): self.skip, self.limit = skip, limit
    def __repr__(self): return f"Pager({self.skip}, {self.limit})"

class Callable_:
    def __init__(self, k): self.k = k
    def __call__(self, q: str = "q"): return self.k + q
class ACallable:
    async def __call__(self, x: int = 1): return x + 1

async def verify(x_key: Annotated[str, Header()]):
    if x_key != "good": raise HTTPException(400, "bad key")
    return x_key

class Timing(BaseHTTPMiddleware):
    def __init__(self, app, tag): super().__init__(app); self.tag = tag
    async def dispatch(self, request, call_next):
        print(self.tag, "in"); r = await call_next(request); print(self.tag, "out"); r.headers["x-" + self.tag] = "1"; return r

class Pure:
    def __init__(self, app): self.app = app
    async def __call__(self, scope, receive, send):
        print("pure", scope["type"])
        async def send2(m):
            print("pure sees", m["type"]); await send(m)
        await self.app(scope, receive, send2)

app = FastAPI(dependencies=[Depends(counter)], default_response_class=JSONResponse)
app.add_middleware(Timing, tag="a")
app.add_middleware(Pure)
app.add_middleware(Timing, tag="b")

@app.exception_handler(404)
async def h404(request, exc): return JSONResponse({"missing": request.url.path, "d": exc.detail}, status_code=404)
@app.exception_handler(500)
async def h500(request, exc): return PlainTextResponse("500: " + repr(exc), status_code=500)

@app.get("/cache")
async def cache(a=Depends(counter), b=Depends(counter), c=Depends(counter, use_cache=False)): return [a, b, c]
@app.get("/pager")
async def pager(p: Annotated[Pager, Depends()]): return repr(p)
@app.get("/pager2")
async def pager2(p: Pager = Depends(Pager)): return repr(p)
@app.get("/callable")
async def cal(a=Depends(Callable_("k")), b=Depends(ACallable())): return [a, b]
@app.get("/verify", dependencies=[Depends(verify)])
async def ver(): return "ok"
@app.get("/fail")
async def fail(): raise ValueError("f")
@app.get("/nf")
async def nf(): raise HTTPException(404, "gone")
@app.get("/plain", response_class=PlainTextResponse)
def plain(): return "p"
@app.get("/dep_req")
async def dep_req(request: Request, response: Response, h: str = Header("none", alias="X-Custom")):
    response.headers["x-y"] = "z"
    return [request.headers.get("host"), h]
class Q(BaseModel):
    a: int
    b: str = "x"
@app.get("/qmodel")
async def qmodel(q: Annotated[Q, Query()]): return q
@app.get("/bytes")
async def b(request: Request):
    return [ (await request.body()).decode(), request.method]
@app.post("/body")
async def body(request: Request):
    parts = []
    async for c in request.stream(): parts.append(c.decode())
    return parts
@app.post("/json")
async def js(request: Request): return await request.json()
@app.post("/form")
async def form(a: Annotated[str, Form()], b: int = Form(3)): return [a, b]
@app.post("/form2")
async def form2(request: Request): return dict(await request.form())
@app.get("/items/{item_id}/sub/{name}")
async def multi(item_id: int, name: str, q: str | None = None, short: bool = False): return locals()
@app.get("/order/me")
async def me(): return "me"
@app.get("/order/{x}")
async def ox(x: str): return x
sub = FastAPI()
@sub.get("/s")
async def s(request: Request): return [request.scope["root_path"], request.url.path]
app.mount("/sub", sub)
r = APIRouter(prefix="/v", responses={404: {}}, default_response_class=PlainTextResponse)
@r.get("/x")
async def vx(): return "text"
app.include_router(r, prefix="/api")
cors = FastAPI()
cors.add_middleware(CORSMiddleware, allow_origins=["http://a.com"], allow_methods=["GET"], allow_headers=["X-A"])
@cors.get("/c")
async def c_(): return "c"

async def main():
    print([getattr(x, "path", None) for x in app.routes if getattr(x, "name", "") not in ("openapi", "swagger_ui_html", "swagger_ui_redirect", "redoc_html")][:5])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app, raise_app_exceptions=False), base_url="http://test") as c:
        async def show(method, url, **kw):
            r = await c.request(method, url, **kw)
            print(method, url, r.status_code, r.text, sorted(r.headers.items()))
        for u in "/cache /cache /pager?skip=3 /pager2?limit=x /callable?q=z&x=4 /verify /fail /nf /nowhere /plain /dep_req /qmodel?a=1 /qmodel /items/3/sub/foo?short=1 /order/me /order/other /sub/s /sub/zzz /api/v/x /bytes".split():
            await show("GET", u)
        await show("GET", "/verify", headers={"x-key": "good"})
        await show("GET", "/verify", headers={"x-key": "evil"})
        await show("POST", "/body", content=b"hello")
        async def gen():
            yield b"a"; yield b"b"
        await show("POST", "/body", content=gen())
        await show("POST", "/json", json=[1, "é", None, 1.5])
        await show("POST", "/form", data={"a": "x y", "b": "4"})
        await show("POST", "/form", data={"b": "z"})
        await show("POST", "/form2", data={"k": ["1", "2"], "l": "é&="})
        app.dependency_overrides[counter] = lambda: 99
        await show("GET", "/cache")
        app.dependency_overrides = {}
        await show("GET", "/cache")
        await show("POST", "/cache")
        await show("HEAD", "/cache")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=cors), base_url="http://test") as c:
        for o in ("http://a.com", "http://b.com"):
            r = await c.get("/c", headers={"Origin": o}); print(r.status_code, sorted(r.headers.items()))
            r = await c.options("/c", headers={"Origin": o, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "X-A"}); print(r.status_code, r.text, sorted(r.headers.items()))
            r = await c.options("/c", headers={"Origin": o, "Access-Control-Request-Method": "PUT"}); print(r.status_code, r.text)

asyncio.run(main())
