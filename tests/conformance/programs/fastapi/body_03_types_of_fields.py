# pins down: bodies with fields of every type, nested, embedded, as dataclasses, lists and dictionaries; what is no JSON, or has another content type
import asyncio
from typing import Annotated, Optional, Any, Literal
from datetime import date, datetime, timedelta
from uuid import UUID
from decimal import Decimal
from enum import Enum
from dataclasses import dataclass, field
import httpx
from fastapi import FastAPI, Body, Response, status
from pydantic import BaseModel, Field, field_validator, model_validator, ValidationError, ConfigDict

app = FastAPI()


class Kind(Enum):
    A = "a"
    B = "b"


class Address(BaseModel):
    street: str = Field(min_length=1)
    zip: int


class Item(BaseModel):
    name: str
    price: float = Field(gt=0)
    tags: list[str] = []
    kind: Kind = Kind.A
    when: Optional[datetime] = None
    day: date | None = None
    ident: UUID | None = None
    amount: Decimal = Decimal("1.0")
    span: timedelta = timedelta(seconds=90)
    address: Address | None = None
    others: dict[str, Address] = {}


@app.post("/items", status_code=201)
async def create(item: Item):
    return item


@app.put("/two")
async def two(item: Item, addr: Address, n: Annotated[int, Body(ge=3)] = 3):
    return {"n": n, "z": addr.zip}


@app.post("/embed")
async def emb(addr: Annotated[Address, Body(embed=True)]):
    return addr


@app.post("/list")
async def lst(addrs: list[Address]):
    return len(addrs)


@app.post("/dict")
async def dct(d: dict[str, int]):
    return d


@app.post("/any")
async def anyb(x: Any = Body(None)):
    return {"got": x}


@app.post("/ints")
async def ints(x: list[int] = Body()):
    return sum(x)


@dataclass
class DC:
    a: int
    b: str = "q"
    c: list[int] = field(default_factory=list)


@app.post("/dc")
async def dc(x: DC) -> DC:
    return x


ADDR = {"street": "s", "zip": 1}


async def main():
    tr = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=tr, base_url="http://test") as c:

        async def post(url, body=None, **k):
            r = (
                await c.request(k.pop("method", "POST"), url, json=body, **k)
                if body is not None
                else await c.request(k.pop("method", "POST"), url, **k)
            )
            print(url, r.status_code, r.text)

        await post("/items", {"name": "x", "price": 2})
        await post("/items", {"name": "x", "price": 0})
        await post("/items", {"name": 5, "price": "abc", "tags": "no"})
        await post("/items", {"name": "x", "price": "2.5", "tags": ["a", 1]})
        await post("/items", {"name": "x", "price": 1, "kind": "c"})
        await post(
            "/items",
            {
                "name": "x",
                "price": 1,
                "kind": "b",
                "when": "2024-01-01T00:00:00Z",
                "day": "2024-01-01",
                "ident": "12345678-1234-5678-1234-567812345678",
                "amount": "3.14",
                "span": 12,
            },
        )
        await post("/items", {"name": "x", "price": 1, "when": "no", "day": 3.5, "ident": 3, "amount": [], "span": "z"})
        await post("/items", {"name": "x", "price": 1, "address": {"street": ""}})
        await post(
            "/items", {"name": "x", "price": 1, "address": 3, "others": {"k": {"street": "a", "zip": "z"}, "l": None}}
        )
        await post("/items", {"name": "x", "price": 1, "address": ADDR, "others": {"k": ADDR}, "extra": 1})
        await post("/items")
        await post("/items", [])
        await post("/items", "str")
        await post("/items", content=b"{bad", headers={"content-type": "application/json"})
        await post("/items", content=b'{"a": }', headers={"content-type": "application/json"})
        await post("/items", content=b"", headers={"content-type": "application/json"})
        await post("/items", content=b"name=1", headers={"content-type": "text/plain"})
        await post("/items", content=b'{"name": "x", "price": 1}', headers={"content-type": "text/plain"})
        await post("/items", content=b'{"name": "x", "price": 1}')
        await post("/items", content=b'{"name": "x", "price": 1}', headers={"content-type": "application/vnd.api+json"})
        await post("/two", {"item": {"name": "x", "price": 1}, "addr": ADDR}, method="PUT")
        await post("/two", {"item": {"name": "x", "price": 1}, "n": 2}, method="PUT")
        await post("/two", {}, method="PUT")
        await post("/two", [1], method="PUT")
        await post("/two", method="PUT")
        await post("/embed", {"addr": ADDR})
        await post("/embed", ADDR)
        await post("/list", [ADDR, {"street": "q"}])
        await post("/list", ADDR)
        await post("/list", [])
        await post("/dict", {"a": 1, "b": "2"})
        await post("/dict", {"a": "x", "b": None})
        await post("/any", {"z": [1, None, True, 1.5]})
        await post("/any")
        await post("/ints", [1, 2.0, "3"])
        await post("/ints", [1, 2.5, "x", None, True])
        await post("/dc", {"a": 1})
        await post("/dc", {"a": "x", "c": [1, "y"]})
        await post("/dc", {})
        await post("/nope", {})
        r = await c.get("/items")
        print(r.status_code, r.text, r.headers)


asyncio.run(main())
