# pins down: 404, 405, 422 bodies, custom exception handlers, status handlers, a catch-all handler that still raises
import asyncio
from typing import Annotated, Optional

import httpx
from fastapi import FastAPI, Header, HTTPException, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

app = FastAPI()


class Odd(Exception):
    def __init__(self, n):
        self.n = n


@app.exception_handler(Odd)
async def odd(request: Request, exc: Odd):
    return JSONResponse(status_code=409, content={"odd": exc.n, "path": request.url.path})


@app.exception_handler(LookupError)
def lookup(request, exc):
    return PlainTextResponse(f"lookup {exc!r}", status_code=410)


@app.get("/items/{item_id}")
async def item(item_id: Annotated[int, Path(ge=1, le=10)], q: Optional[str] = None, flag: bool = False, n: float = 0.5):
    if item_id % 2:
        raise Odd(item_id)
    if item_id == 4:
        raise KeyError("four")
    if item_id == 6:
        raise HTTPException(404, "no six")
    return {"item_id": item_id, "q": q, "flag": flag, "n": n}


@app.get("/list")
async def listed(tag: Annotated[list[str], Query(min_length=2)], limit: int = Query(10, gt=0), x_token: str = Header()):
    return [tag, limit, x_token]


@app.put("/only-put")
async def only_put():
    return None


async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        for url in ("/items/2", "/items/2?q=a%20b&flag=yes&n=2", "/items/x", "/items/0", "/items/12?flag=perhaps&n=y", "/items/3", "/items/4", "/items/6",
                    "/nowhere", "/items", "/items/2/", "/only-put", "/list", "/list?tag=a&tag=b&limit=0"):
            response = await client.get(url)
            print(url, response.status_code, response.text, response.headers.get("allow"), response.headers.get("location"))
        response = await client.get("/list?tag=a&tag=b", headers={"X-Token": "t"})
        print(response.status_code, response.json(), response.headers)
        response = await client.put("/only-put")
        print(response.status_code, response.json(), repr(response), response.reason_phrase)
        try:
            (await client.get("/nowhere")).raise_for_status()
        except httpx.HTTPStatusError as exc:
            print(exc, exc.response, exc.request)

        @app.exception_handler(RequestValidationError)
        async def invalid(request, exc):
            return JSONResponse({"errors": [e["loc"] for e in exc.errors()]}, status_code=400)

        @app.exception_handler(StarletteHTTPException)
        async def http(request, exc):
            return PlainTextResponse(f"http {exc.status_code} {exc.detail}", status_code=exc.status_code)

        app.middleware_stack = None
        for url in ("/items/x", "/nowhere", "/items/6"):
            response = await client.get(url)
            print(url, response.status_code, response.text)


asyncio.run(main())
