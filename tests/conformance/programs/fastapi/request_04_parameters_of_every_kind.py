# Parameters of each kind and what a 422 says of them: path, query, header, cookie, body; models, lists, embedded bodies
import asyncio
from enum import Enum
from typing import Annotated, Optional, Literal
from datetime import datetime, date, timedelta
import httpx
from fastapi import FastAPI, Path, Query, Header, Cookie, Body, HTTPException, status
from pydantic import BaseModel, Field

app = FastAPI()

class Color(str, Enum):
    red = "red"
    blue = "blue"

class Item(BaseModel):
    name: str
    price: float
    tax: float | None = None
    tags: list[str] = []

class User(BaseModel):
    id: int = Field(gt=0)
    name: str = Field(min_length=2, max_length=5)
    items: list[Item] = []

@app.get("/int/{x}")
async def f_int(x: int): return {"x": x}
@app.get("/float/{x}")
async def f_float(x: float): return {"x": x}
@app.get("/bool/{x}")
async def f_bool(x: bool): return {"x": x}
@app.get("/str/{x}")
async def f_str(x: str): return x
@app.get("/enum/{x}")
async def f_enum(x: Color): return {"x": x, "v": x.value}
@app.get("/path/{p:path}")
async def f_path(p: str): return p
@app.get("/lit/{x}")
async def f_lit(x: Literal["a", "b"]): return x
@app.get("/ge/{x}")
async def f_ge(x: Annotated[int, Path(ge=1, le=10, title="T")]): return x
@app.get("/q")
async def f_q(a: int, b: str = "d", c: Optional[float] = None, d: bool = False): return [a, b, c, d]
@app.get("/ql")
async def f_ql(a: list[int] = Query(), b: Annotated[list[str], Query(alias="bb")] = []): return [a, b]
@app.get("/qs")
async def f_qs(a: Annotated[str, Query(min_length=3, max_length=5, pattern="^x")]): return a
@app.get("/h")
async def f_h(x_token: Annotated[str, Header()], user_agent: str | None = Header(default=None), n: int = Header(3)): return [x_token, user_agent, n]
@app.get("/c")
async def f_c(session: str | None = Cookie(None), k: Annotated[int, Cookie()] = 4): return [session, k]
@app.post("/item")
async def f_item(item: Item): return item
@app.post("/user", status_code=201)
async def f_user(user: User): return user
@app.post("/two")
async def f_two(item: Item, user: User, k: Annotated[int, Body()]): return [item.name, user.id, k]
@app.post("/embed")
async def f_embed(item: Annotated[Item, Body(embed=True)]): return item
@app.post("/dict")
async def f_dict(d: dict[str, int]): return d
@app.post("/list")
async def f_list(d: list[Item]): return len(d)
@app.post("/any")
async def f_any(d: dict): return d
@app.post("/opt")
async def f_opt(item: Item | None = None): return item
@app.post("/raw")
async def f_raw(x: int = Body(...), y: str = Body("z")): return [x, y]

async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as c:
        async def show(method, url, **kw):
            r = await c.request(method, url, **kw)
            print(method, url, kw, r.status_code, r.text)
        for u in ["/int/5", "/int/x", "/int/5.0", "/int/5.5", "/int/ 7", "/int/1_000", "/int/-3", "/int/+3", "/int/0x10","/int/99999999999999999999", "/float/1", "/float/x", "/float/.5",
                  "/bool/true", "/bool/1", "/bool/off", "/bool/yes", "/bool/Y", "/bool/TRUE", "/bool/2", "/bool/None", "/str/a%20b", "/str/%D0%B6", "/enum/red", "/enum/green", "/path/a/b/c", "/lit/a", "/lit/c",
                  "/ge/0", "/ge/11", "/ge/5", "/ge/x", "/q", "/q?a=1", "/q?a=1&b=2&c=3&d=on", "/q?a=x&c=y&d=z", "/q?a=", "/q?a=1&a=2", "/ql", "/ql?a=1&a=2&bb=x&bb=y", "/ql?a=1&a=z", "/qs", "/qs?a=xy", "/qs?a=xyzzyx", "/qs?a=abcd", "/qs?a=xabc",
                  "/h", "/nowhere", "/int"]:
            await show("GET", u)
        await show("GET", "/h", headers={"X-Token": "t"})
        await show("GET", "/h", headers={"X-Token": "t", "n": "5", "user-agent": "me"})
        await show("GET", "/h", headers={"X-Token": "t", "n": "five"})
        await show("GET", "/c")
        await show("GET", "/c", headers={"cookie": "session=abc; k=7"})
        await show("GET", "/c", headers={"cookie": "k=zz"})
        await show("POST", "/int/5")
        await show("GET", "/item")
        for body in [{"name": "n", "price": 1}, {"name": "n"}, {"name": 5, "price": "x"}, {"name": "n", "price": "2.5", "tax": None, "tags": ["a", 1]}, [], "s", None, 5, {"name": None, "price": None}, {"name": "n", "price": True}]:
            await show("POST", "/item", json=body)
        await show("POST", "/item")
        await show("POST", "/item", content=b"{bad", headers={"content-type": "application/json"})
        await show("POST", "/item", content=b'{"name": "a", "price": 1,}', headers={"content-type": "application/json"})
        await show("POST", "/item", content=b"", headers={"content-type": "application/json"})
        await show("POST", "/item", content=b'{"name":"a","price":1}')
        await show("POST", "/item", content=b'{"name":"a","price":1}', headers={"content-type": "text/plain"})
        for body in [{"id": 1, "name": "abc"}, {"id": 0, "name": "a"}, {"id": -1, "name": "abcdef", "items": [{"name": "x"}, 5]}, {"id": "7", "name": "abc", "items": [{"name": "q", "price": 2}]}, {"id": 1.0, "name": "abc"}, {"id": 1.5, "name": "abc"}]:
            await show("POST", "/user", json=body)
        await show("POST", "/two", json={"item": {"name": "i", "price": 1}, "user": {"id": 1, "name": "bob"}, "k": 3})
        await show("POST", "/two", json={"item": {"name": "i"}, "k": "q"})
        await show("POST", "/two", json={})
        await show("POST", "/embed", json={"item": {"name": "i", "price": 1}})
        await show("POST", "/embed", json={"name": "i", "price": 1})
        await show("POST", "/dict", json={"a": 1, "b": "2"})
        await show("POST", "/dict", json={"a": "x"})
        await show("POST", "/dict", json=[1])
        await show("POST", "/list", json=[{"name": "i", "price": 1}])
        await show("POST", "/list", json=[{"name": "i", "price": 1}, {"name": 1, "price": "a"}])
        await show("POST", "/list", json={})
        await show("POST", "/any", json={"a": [1, {"b": None}]})
        await show("POST", "/any", json=3)
        await show("POST", "/opt")
        await show("POST", "/opt", json=None)
        await show("POST", "/opt", json={"name": "x"})
        await show("POST", "/raw", json={"x": 1})
        await show("POST", "/raw", json={"x": "q", "y": 1})
        await show("POST", "/raw")

asyncio.run(main())
