# pins down: a callable instance that refuses, handlers that call FastAPI's own, hooks of the client, closed clients
import asyncio, time
from collections import defaultdict
from typing import Annotated
import httpx
from fastapi import FastAPI, Depends, HTTPException, Header, Request, status, Response
from fastapi.exceptions import RequestValidationError
from fastapi.exception_handlers import http_exception_handler, request_validation_exception_handler
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send
def log(m): print(f"{time.monotonic():.2f} {m}")
class RateLimiter:
    def __init__(self, calls, period): self.calls, self.period, self.seen = calls, period, defaultdict(list)
    async def __call__(self, request: Request, x_user: Annotated[str, Header()] = "anon"):
        now = time.monotonic()
        self.seen[x_user] = [t for t in self.seen[x_user] if now - t < self.period]
        if len(self.seen[x_user]) >= self.calls:
            raise HTTPException(status.HTTP_429_TOO_MANY_REQUESTS, "slow down", headers={"Retry-After": str(self.period)})
        self.seen[x_user].append(now)
        return x_user
limiter = RateLimiter(2, 1.0)
app = FastAPI()
@app.exception_handler(HTTPException)
async def handler(request, exc):
    log(f"handler {exc} {exc!r}")
    return await http_exception_handler(request, exc)
@app.exception_handler(RequestValidationError)
async def vhandler(request, exc):
    log(f"invalid {exc}")
    return await request_validation_exception_handler(request, exc)
@app.get("/x", dependencies=[Depends(limiter)])
async def x(response: Response, n: int = 1):
    response.headers["X-N"] = str(n)
    return n
async def retry(client, n, user):
    for attempt in range(4):
        r = await client.get("/x", params={"n": n}, headers={"X-User": user})
        log(f"{user} {n} attempt {attempt} {r.status_code} {r.headers.get('x-n')}")
        if r.status_code != 429: return r.json()
        await asyncio.sleep(float(r.headers["Retry-After"]) / 2)
async def main():
    async def on_request(r): log(f"hook {r.method} {r.url}")
    async def on_response(r): log(f"hook {r.status_code}")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app, client=("1.2.3.4", 5)), base_url="http://test", event_hooks={"request": [on_request], "response": [on_response]}) as client:
        log(await asyncio.gather(*(retry(client, n, u) for n in range(3) for u in "ab")))
        r = await client.get("/x?n=z"); log(r.json())
        try: r.raise_for_status()
        except httpx.HTTPStatusError as e: log(f"{e.response.status_code} {e.request.url}")
    try: await client.get("/x")
    except RuntimeError as e: log(e)
    c2 = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test")
    log((await c2.get("/x", headers={"X-User": "z"})).text)
    await c2.aclose(); log(c2.is_closed)
asyncio.run(main())
