# A validator of the whole model that comes before all sees whatever was given; a route of an included router knows itself as declared
import asyncio

import httpx
from fastapi import APIRouter, Depends, FastAPI, Request
from pydantic import BaseModel, ValidationError, model_validator


class Point(BaseModel):
    x: int
    y: int = 0

    @model_validator(mode="before")
    @classmethod
    def read(cls, data):
        print("  before:", type(data).__name__)
        if isinstance(data, str):
            x, _, y = data.partition(",")
            return {"x": x, "y": y or 0}
        if isinstance(data, list):
            return dict(zip("xy", data))
        if data is None:
            raise ValueError("nothing was given")
        return data


class Line(BaseModel):
    start: Point
    end: Point | None = None
    between: list[Point] = []


class Broken(BaseModel):
    x: int

    @model_validator(mode="before")
    @classmethod
    def read(cls, data):
        return 5


def attempt(make):
    try:
        print(repr(make()))
    except ValidationError as error:
        print(error.title, [(each["type"], each["loc"], each["msg"]) for each in error.errors()])


attempt(lambda: Point.model_validate("1,2"))
attempt(lambda: Point.model_validate([3, 4]))
attempt(lambda: Point.model_validate(5))
attempt(lambda: Point.model_validate(None))
attempt(lambda: Point(x="q"))
attempt(lambda: Line(start="1,2", end=[5], between=["1", {"x": 2}]))
attempt(lambda: Line(start=Point(x=1), end=None))
attempt(lambda: Line(start=7, between=[None]))
attempt(lambda: Broken(x=1))
attempt(lambda: Broken.model_validate({"x": 1}))


async def seen(request: Request):
    print("  dependency of", request.scope["route"].path, request.path_params)


inner = APIRouter(prefix="/inner", dependencies=[Depends(seen)])
outer = APIRouter(prefix="/outer")
app = FastAPI()


@inner.post("/{name}")
async def inner_one(name: str, point: Point, request: Request):
    return {"route": request.scope["route"].path, "path": request.url.path, "name": name, "point": point}


@app.get("/own/{name}", dependencies=[Depends(seen)])
async def own(name: str, request: Request):
    return request.scope["route"].path


outer.include_router(inner)
app.include_router(outer, prefix="/api")
app.include_router(inner, prefix="/again")


async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        print((await client.post("/api/outer/inner/a", json="7,8")).json())
        print((await client.post("/again/inner/b", json=[1])).json())
        print((await client.post("/again/inner/b", json=9)).json())
        print((await client.get("/own/c")).json())


asyncio.run(main())
