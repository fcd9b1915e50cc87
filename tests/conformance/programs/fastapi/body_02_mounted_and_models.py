# pins down: mounted applications, sub applications, HEAD, options, root_path, default response class, response_model options
import asyncio
from typing import Any, Literal, Union
import enum
import datetime
import decimal

import httpx
from fastapi import APIRouter, Body, Depends, FastAPI, Header, Path, Query, Request, Response, Security, status
from fastapi.encoders import jsonable_encoder
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

app = FastAPI(title="T", default_response_class=PlainTextResponse)
sub = FastAPI()


class Kind(enum.Enum):
    A = "a"
    B = "b"


@app.get("/main")
def main_route(request: Request):
    return f"main {request.scope.get('root_path')!r}"


@sub.get("/x/{kind}")
def x(kind: Kind, request: Request):
    return {"kind": kind, "root": request.scope["root_path"], "url": str(request.url), "path": request.url.path, "p": request.scope["path"]}


@sub.get("/boom")
def boom():
    raise KeyError("boom")


app.mount("/sub", sub)


class User(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: int
    name: str | None = None
    secret: str = Field("s", exclude=True)
    when: datetime.date | None = None

    @model_validator(mode="after")
    def check(self):
        if self.id == 13:
            raise ValueError("unlucky")
        return self


class Out(BaseModel):
    id: int
    opt: str | None = None
    n: int = Field(5, alias="number")


@sub.post("/users", response_model=list[User], status_code=201)
async def users(users: list[User], strict: Literal["a", "b"] = "a"):
    return users + [{"id": 99}]


@sub.get("/out", response_model=Out, response_model_exclude_none=True)
async def out():
    return {"id": 1, "number": 7}


@sub.get("/unset", response_model=Out, response_model_exclude_unset=True)
async def unset() -> Any:
    return Out(id=2)


@sub.get("/union")
async def union(v: Union[int, float, str] = 0, many: list[int] = Query([]), when: float | None = None, limit: int = Query(default=5, le=9, alias="max")):
    return [v, many, when, limit]


@sub.get("/enc")
async def enc():
    return {"d": datetime.datetime(2020, 1, 2, 3, 4), "t": datetime.timedelta(seconds=90), "s": {1}, "b": b"x", "k": Kind.B, "dec": decimal.Decimal("1.50"), "tup": (1, 2), "u": Out(id=3), 5: None}


@sub.get("/params")
async def params(filters: "User" = Query()):
    return filters


async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        for method, path, kw in (
            ("GET", "/main", {}), ("GET", "/sub/x/a", {}), ("GET", "/sub/x/c", {}), ("GET", "/sub/none", {}), ("OPTIONS", "/main", {}),
            ("POST", "/sub/users", {"json": [{"id": 1}, {"id": "2", "name": "b"}]}),
            ("POST", "/sub/users?strict=c", {"json": [{"id": 13}, {"id": 1, "more": 2}, {"name": 5}]}),
            ("GET", "/sub/out", {}), ("GET", "/sub/unset", {}), ("GET", "/sub/union?v=1.5&many=1&many=2&max=3", {}), ("GET", "/sub/union?many=x&max=10&when=now", {}),
            ("GET", "/sub/enc", {}), ("GET", "/sub/params?id=4&name=z", {}), ("GET", "/sub/params?name=z", {}), ("PATCH", "/sub/out", {}),
        ):
            r = await client.request(method, path, **kw)
            print(method, path, r.status_code, r.text, r.headers.get("content-type"))
        try:
            await client.get("/sub/boom")
        except KeyError as exc:
            print(repr(exc))
        print(jsonable_encoder(User(id=1)), User(id=1), User(id=2, name="x").model_dump(exclude={"name"}))
        try:
            User(id="q", bad=1)
        except ValidationError as exc:
            print(exc)
        print(status.HTTP_404_NOT_FOUND, status.HTTP_422_UNPROCESSABLE_CONTENT, sub.routes[-1].path, app.title)


asyncio.run(main())
