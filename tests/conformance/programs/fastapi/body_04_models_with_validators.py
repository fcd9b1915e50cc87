# pins down: models with aliases, validators, serializers, computed fields and settings; constrained and validated types; unions, and what their members are called
import asyncio, time
from typing import Annotated, Any, Generic, TypeVar, Union, List, Dict, Optional
from datetime import date, datetime
import httpx
from fastapi import FastAPI, Query, Path, Body, Header, Cookie, Depends, Form, Response, status
from pydantic import (
    BaseModel,
    Field,
    field_validator,
    model_validator,
    computed_field,
    field_serializer,
    ConfigDict,
    ValidationError,
    AfterValidator,
    BeforeValidator,
    TypeAdapter,
    PositiveInt,
)

app = FastAPI()


class User(BaseModel):
    model_config = ConfigDict(populate_by_name=True, str_strip_whitespace=True)
    id: PositiveInt
    user_name: str = Field(alias="userName", max_length=8)
    password: str = Field(exclude=True, default="pw")
    tags: List[str] = Field(default_factory=list, max_length=2)
    born: Optional[date] = None

    @field_validator("user_name")
    @classmethod
    def up(cls, v):
        if v == "root":
            raise ValueError("no root")
        return v.title()

    @model_validator(mode="after")
    def chk(self):
        assert self.id != 13, "unlucky"
        return self

    @computed_field
    @property
    def label(self) -> str:
        return f"{self.id}:{self.user_name}"

    @field_serializer("born")
    def sb(self, v):
        return v and v.strftime("%d.%m.%Y")


def even(x):
    if x % 2:
        raise ValueError("odd")
    return x


Even = Annotated[int, AfterValidator(even)]


class Page(BaseModel):
    items: list[User]
    total: int
    next: str | None = None


@app.post("/u", response_model=User, response_model_by_alias=False)
async def u(x: User):
    return x


@app.post("/u2")
async def u2(x: User) -> User:
    return x


@app.post("/p", response_model=Page, response_model_exclude_defaults=True)
async def p(xs: list[User]):
    return {"items": xs, "total": len(xs)}


@app.get("/e")
async def e(
    n: Even,
    m: Annotated[int, Query(gt=0, description="d", alias="M")] = 2,
    items: list[str] = Query(["a", "b"]),
    z: str | None = Query(None, deprecated=True, max_length=3),
):
    return [n, m, items, z]


@app.get("/i/{item_id}/{rest:path}")
async def i(item_id: Annotated[int, Path(title="x", gt=0)], rest: str, short: bool = False, response: Response = None):
    response.status_code = status.HTTP_206_PARTIAL_CONTENT
    return {"i": item_id, "r": rest, "s": short}


@app.post("/un")
async def un(x: Union[User, dict[str, int], list[int], str]):
    return {"t": type(x).__name__, "x": x}


@app.put("/opt")
async def opt(x: User | None = None, y: Annotated[int | None, Body()] = None):
    return {"x": x, "y": y}


@app.post("/deep")
async def deep(x: Dict[str, List[Dict[str, Optional[int]]]]):
    return x


async def common(
    q: str | None = None, skip: Annotated[int, Query(ge=0)] = 0, limit: Annotated[int, Query(le=100)] = 10
):
    return {"q": q, "skip": skip, "limit": limit}


@app.get("/common")
async def cm(
    c: Annotated[dict, Depends(common)],
    strict_header: Annotated[str, Header(alias="X-Strict")],
    ua: Annotated[list[int] | None, Header(alias="X-N")] = None,
):
    return c


@app.get("/static/me")
async def me():
    return "me"


@app.get("/static/{x}")
async def st(x: str):
    return x


@app.get("/float/{f}")
async def fl(f: float):
    return f


async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as c:

        async def go(m, url, **k):
            try:
                r = await c.request(m, url, **k)
                print(m, url, r.status_code, r.text)
            except Exception as ex:
                print(m, url, type(ex).__name__, ex)

        for b in (
            {"id": 1, "userName": " bob "},
            {"id": 0, "user_name": "x"},
            {"id": 13, "userName": "q"},
            {"id": 2, "userName": "root"},
            {"id": 3, "userName": "waytoolongname", "tags": ["a", "b", "c"]},
            {"id": "4", "userName": "z", "born": "2020-02-02"},
            {},
            {"id": 5.5, "userName": None, "tags": {"a": 1}, "born": "x"},
        ):
            await go("POST", "/u", json=b)
            await go("POST", "/u2", json=b)
        await go("POST", "/p", json=[{"id": 1, "userName": "a"}, {"id": 2, "userName": "b", "tags": ["q"]}])
        await go("POST", "/p", json=[{"id": -1}, 3])
        for q in ("n=2", "n=3", "n=x", "n=2&M=0", "n=2&items=q&items=r&z=abcd", "m=3", "n=4&m=9&M=8"):
            await go("GET", "/e?" + q)
        for q in ("/i/1/a/b", "/i/0/a", "/i/x/y?short=1", "/i/2/", "/i/2", "/i/3/a%20b?short=nope"):
            await go("GET", q)
        for b in ({"id": 1, "userName": "a"}, {"a": 1}, [1, 2], "s", 5, None, {"a": "x"}, [1, "q"], True):
            await go("POST", "/un", json=b)
        for b in ({"x": {"id": 1, "userName": "a"}, "y": 3}, {"y": "q"}, {}, {"x": None}, None):
            await go("PUT", "/opt", json=b)
        await go("PUT", "/opt")
        await go("POST", "/deep", json={"a": [{"b": 1, "c": None}]})
        await go("POST", "/deep", json={"a": [{"b": "x"}, 3], "q": None})
        await go("GET", "/common")
        await go("GET", "/common?skip=-1&limit=101", headers={"X-Strict": "1", "x-n": "5"})
        await go("GET", "/common?q=a", headers=[("X-Strict", "1"), ("x-n", "5"), ("x-n", "z")])
        for q in ("/static/me", "/static/you", "/float/1", "/float/1e3", "/float/nan", "/float/x", "/float/inf"):
            await go("GET", q)
    for T, v in ((Even, 3), (list[Even], [2, 3, 5]), (PositiveInt, -1), (dict[str, User], {"k": {"id": 0}})):
        try:
            print(TypeAdapter(T).validate_python(v))
        except ValidationError as ex:
            print(ex)
    x = User(id=1, userName="abc")
    print(
        repr(x),
        x,
        x.model_dump(),
        x.model_dump(by_alias=True),
        x.model_dump_json(),
        x.model_copy(update={"id": 2}),
        x == User(id=1, user_name="abc"),
        sorted(x.model_fields_set),
    )
    try:
        User.model_validate({"id": "x"})
    except ValidationError as ex:
        print(ex.error_count(), ex.errors(include_url=False), ex.title)
        print(ex.json(include_url=False))


asyncio.run(main())
