# pins down: an instance of a subclass is dumped as the model that its place declares: in responses, fields, lists, dictionaries and unions
import asyncio
from typing import Annotated, Any, Optional, Union
import httpx
from fastapi import FastAPI
from pydantic import BaseModel, Field, TypeAdapter

app = FastAPI()


class UserOut(BaseModel):
    name: str
    email: str | None = None


class UserIn(UserOut):
    password: str


class Team(BaseModel):
    lead: UserOut
    members: list[UserOut] = []
    by: dict[str, UserOut] = {}
    deputy: Optional[UserOut] = None
    pair: tuple[UserOut, int] | None = None
    whatever: Any = None
    either: Union[UserIn, UserOut, None] = None


IN = UserIn(name="a", password="secret")


@app.post("/user", response_model=UserOut)
async def user(u: UserIn):
    return u


@app.post("/user2")
async def user2(u: UserIn) -> UserOut:
    return u


@app.post("/user3")
async def user3(u: UserIn):
    return u


@app.get("/list")
async def lst() -> list[UserOut]:
    return [IN, IN]


@app.get("/dict", response_model=dict[str, UserOut])
async def dct():
    return {"k": IN}


@app.get("/opt", response_model=UserOut | None)
def opt():
    return IN


@app.get("/team", response_model=Team)
async def team():
    return Team(lead=IN, members=[IN], by={"x": IN}, deputy=IN, pair=(IN, 1), whatever=IN, either=IN)


@app.get("/exclude", response_model=UserOut, response_model_exclude_unset=True)
async def ex():
    return IN


async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as c:
        for u in ("/user", "/user2", "/user3"):
            print(u, (await c.post(u, json={"name": "n", "password": "p"})).text)
        for u in ("/list", "/dict", "/opt", "/team", "/exclude"):
            print(u, (await c.get(u)).text)
    t = Team(lead=IN, members=[IN], by={"x": IN}, deputy=IN, pair=(IN, 1), whatever=IN, either=IN)
    print(t.model_dump())
    print(t.model_dump_json())
    print(t)
    print(
        TypeAdapter(list[UserOut]).dump_python([IN]),
        TypeAdapter(Any).dump_python(IN),
        TypeAdapter(UserOut).dump_json(IN),
    )


asyncio.run(main())
