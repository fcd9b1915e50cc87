# pins down: what a Request shows
import asyncio

import httpx
from fastapi import Cookie, Body, FastAPI, Form, Request, Response, Header
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse

app = FastAPI()


@app.api_route("/echo/{name:path}", methods=["GET", "POST", "PUT", "HEAD"])
async def echo(request: Request, name: str):
    body = await request.body()
    again = await request.body()
    return {
        "method": request.method, "url": str(request.url), "path": request.url.path, "q": dict(request.query_params),
        "multi": request.query_params.getlist("a"), "pp": request.path_params, "h": request.headers.get("X-Test"),
        "client": request.client, "body": body.decode(), "same": again == body, "base": str(request.base_url),
        "cookies": request.cookies, "host": request.url.hostname, "port": request.url.port, "scheme": request.url.scheme, "repr": repr(request.url),
        "headers": dict(request.headers), "qs": str(request.query_params), "scope": sorted(k for k in request.scope if k in ("type", "path", "method", "root_path")),
    }


@app.post("/json")
async def js(request: Request):
    return await request.json()


@app.post("/stream")
async def stream(request: Request):
    return [chunk.decode() async for chunk in request.stream()]


@app.post("/form")
async def form(a: int = Form(), b: str = Form("x")):
    return [a, b]


@app.get("/cookie")
async def cookie(response: Response, session: str | None = Cookie(None), user_agent: str = Header()):
    response.set_cookie("session", "abc", max_age=60, httponly=True)
    response.status_code = 202
    return [session, user_agent]


@app.get("/redirect")
async def redirect():
    return RedirectResponse("/html?x=1")


@app.get("/html", response_class=HTMLResponse)
async def html(x: int = 0):
    return f"<p>{x} é</p>"


@app.get("/text")
def text():
    return PlainTextResponse("plain", headers={"X-A": "1"}, status_code=203)


@app.get("/none")
async def none():
    pass


@app.get("/url", name="named")
async def url(request: Request):
    return [str(request.url_for("echo", name="a/b")), app.url_path_for("named"), request.app is app, repr(request.headers)[:30]]


async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test", headers={"X-Test": "t"}, params={"all": "1"}) as client:
        r = await client.get("/echo/a/b%20c", params=[("a", "1"), ("a", "ü&")])
        for k, v in r.json().items():
            print(k, v)
        r = await client.post("/echo/", content=b"raw")
        print(r.json()["body"], r.json()["headers"])
        print((await client.head("/echo/x")).text, (await client.head("/echo/x")).headers)
        print((await client.post("/json", json={"a": [1.5, None, True]})).json())

        async def gen():
            for part in (b"a", b"", b"bc"):
                await asyncio.sleep(0.1)
                yield part
        print((await client.post("/stream", content=gen())).json())
        print((await client.post("/form", data={"a": "5"})).json())
        print((await client.post("/form", data={"b": "y"})).json())
        r = await client.get("/cookie")
        print(r.status_code, r.json(), r.headers["set-cookie"], dict(client.cookies), dict(r.cookies))
        r = await client.get("/cookie")
        print(r.json(), r.request.headers)
        r = await client.get("/redirect")
        print(r.status_code, r.headers["location"], r.is_redirect, r.next_request)
        r = await client.get("/redirect", follow_redirects=True)
        print(r.status_code, r.text, r.history, r.url, r.headers["content-type"])
        r = await client.get("/text")
        print(r.status_code, r.text, r.headers, r.elapsed)
        print((await client.get("/none")).text, (await client.get("/url")).json())
        print(r.is_success, r.is_error, r.encoding, r.http_version, r.request.method, repr(r.url), r.content)


asyncio.run(main())
