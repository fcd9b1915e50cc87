# pins down: JSON bodies: models, dataclasses, dicts, embedded; responses of models; 422 details
import asyncio
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Optional

import httpx
from fastapi import Body, FastAPI, Response, status
from pydantic import BaseModel, Field, field_validator

app = FastAPI()


class Color(str, Enum):
    red = "red"
    blue = "blue"


class Part(BaseModel):
    name: str = Field(min_length=2)
    count: int = 1


class Item(BaseModel):
    name: str
    price: float = Field(gt=0)
    tags: list[str] = []
    color: Color = Color.red
    parts: list[Part] = []
    note: Optional[str] = None

    @field_validator("name")
    @classmethod
    def not_empty(cls, value):
        if not value.strip():
            raise ValueError("empty name")
        return value.title()


@dataclass
class Point:
    x: int
    y: int = 0


@app.post("/items", status_code=status.HTTP_201_CREATED)
async def create(item: Item) -> Item:
    return item


@app.post("/raw")
async def raw(data: dict):
    return data


@app.post("/point")
def point(p: Point):
    return p


@app.post("/two")
async def two(item: Part, n: Annotated[int, Body()], p: Point):
    return [item, n, p]


class Public(BaseModel):
    name: str


@app.get("/public", response_model=Public)
def public():
    return {"name": "n", "secret": 1}


@app.get("/wrong", response_model=Public)
def wrong():
    return {"nam": 1}


@app.delete("/nothing", status_code=204)
async def nothing(response: Response):
    response.headers["X-Gone"] = "yes"


async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        for path, kwargs in (
            ("/items", {"json": {"name": "ab", "price": 2}}),
            ("/items", {"json": {"name": " ", "price": 0, "tags": "x", "color": "green", "parts": [{"name": "a", "count": "x"}, 3]}}),
            ("/items", {"json": []}), ("/items", {}), ("/items", {"content": "{bad", "headers": {"Content-Type": "application/json"}}),
            ("/items", {"content": "abc"}), ("/raw", {"json": {"a": [1, None]}}), ("/raw", {"json": 3}), ("/point", {"json": {"x": "5"}}), ("/point", {"json": {}}), ("/point", {"json": [1]}),
            ("/two", {"json": {"item": {"name": "ab"}, "n": 1, "p": {"x": 1}}}), ("/two", {"json": {"n": "x"}}), ("/two", {"json": 4}),
        ):
            response = await client.post(path, **kwargs)
            print(path, response.status_code, response.text)
        response = await client.get("/public")
        print(response.text)
        response = await client.delete("/nothing")
        print(response.status_code, response.content, response.headers)
        try:
            await client.get("/wrong")
        except Exception as exc:
            print(type(exc).__name__, exc.errors())


asyncio.run(main())
