# Models with type parameters: `Page[Item]` is a model of its own, with a name, checks and errors of its own
import asyncio
from typing import Annotated, Generic, Literal, Optional, TypeVar

import httpx
from fastapi import FastAPI
from pydantic import BaseModel, Field, ValidationError

T = TypeVar("T")
K = TypeVar("K")


class Item(BaseModel):
    name: str
    price: float = Field(gt=0)


class Page(BaseModel, Generic[T]):
    items: list[T]
    total: int = Field(0, ge=0)
    first: Optional[T] = None


class Pair(BaseModel, Generic[K, T]):
    key: K
    value: Annotated[T, Field(description="any")]
    more: dict[str, T] = {}


class Envelope(BaseModel, Generic[T]):
    data: Page[T]
    status: Literal["ok", "error"] = "ok"


class Named(Page[T], Generic[T]):
    title: str = "untitled"


class Box[V](BaseModel):
    content: V | None = None


def attempt(make):
    try:
        print(repr(make()))
    except ValidationError as error:
        print(error.title, [(each["type"], each["loc"], each["msg"]) for each in error.errors()])
    except TypeError as error:
        print(type(error).__name__, error)


attempt(lambda: Page[int](items=["1", 2], total=2))
attempt(lambda: Page[int](items=["x"], total=-1))
attempt(lambda: Page(items=["x", 1, None]))
attempt(lambda: Page[Item](items=[{"name": "n", "price": 1}, {"name": 2, "price": 0}]))
attempt(lambda: Pair[str, int](key="k", value="5", more={"a": "1"}))
attempt(lambda: Pair[Literal["a"], list[int]](key="b", value=[1, "q"]))
attempt(lambda: Envelope[Item](data={"items": [], "first": {"name": "f", "price": 2}}))
attempt(lambda: Envelope[int](data={"items": ["q"]}, status="bad"))
attempt(lambda: Named[str](items=["a"], title="t"))
attempt(lambda: Named[str](items=[1]))
attempt(lambda: Box[int](content="7"))
attempt(lambda: Box[int](content="seven"))
attempt(lambda: Item[int])
attempt(lambda: Page[int, str])
attempt(lambda: Pair[int])
print(Page[int] is Page[int], Page[int] is Page[str], Page[T] is Page, issubclass(Page[int], Page))
print([model.__name__ for model in (Page[int], Page[Item], Page[list[int]], Page[Optional[int]], Page[int | str], Pair[str, Page[int]], Envelope[Item])])
print(Envelope[Item](data=Page(items=[Item(name="i", price=3)])).model_dump())
print(Page[int].model_fields["items"].annotation, Page[str].model_fields["items"].annotation)
half = Pair[str, K]
print(half.__name__, half[int].__name__, half[int](key="k", value="3"))

app = FastAPI()


@app.get("/items", response_model=Page[Item])
async def items(limit: int = 2):
    return {"items": [{"name": f"item {n}", "price": n + 1, "secret": n} for n in range(limit)], "total": limit}


@app.post("/pair")
async def pair(pair: Pair[str, int]) -> Envelope[int]:
    return Envelope[int](data=Page[int](items=[pair.value] * 2, total=2, first=pair.value))


async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        print((await client.get("/items")).json())
        print((await client.post("/pair", json={"key": "k", "value": "4"})).json())
        answer = await client.post("/pair", json={"key": 1, "value": "four"})
        print(answer.status_code, answer.json())


asyncio.run(main())
