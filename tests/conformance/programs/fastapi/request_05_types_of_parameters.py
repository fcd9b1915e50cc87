# pins down: dates, durations, UUIDs, decimals, enums, literals, lists and limits as path, query, header and cookie parameters, and each of their errors
import asyncio, time, json
from typing import Annotated, Optional, Literal, Union
from enum import Enum, IntEnum
from datetime import date, datetime, time as dtime, timedelta
from uuid import UUID
from decimal import Decimal
import httpx
from fastapi import FastAPI, Query, Path, Header, Cookie, Body

app = FastAPI()


class Color(str, Enum):
    red = "red"
    blue = "blue"


class Level(IntEnum):
    low = 1
    high = 2


@app.get("/date")
async def d(day: date):
    return {"day": day, "next": day + timedelta(days=1)}


@app.get("/dt")
async def dt(at: datetime):
    return {"at": at, "iso": at.isoformat()}


@app.get("/time")
async def t(at: dtime):
    return {"at": at, "iso": at.isoformat()}


@app.get("/delta")
async def td(how: timedelta):
    return {"how": how, "s": how.total_seconds()}


@app.get("/uuid/{u}")
async def uu(u: UUID):
    return {"u": u, "v": u.version}


@app.get("/dec")
async def de(n: Decimal):
    return {"n": n, "s": str(n)}


@app.get("/color/{c}")
async def co(c: Color):
    return {"c": c, "is": c is Color.red}


@app.get("/level")
async def le(l: Level = Level.low):
    return {"l": l}


@app.get("/lit")
async def li(k: Literal["a", "b", 1] = "a"):
    return {"k": k}


@app.get("/opt")
async def op(a: Optional[int] = None, b: int | None = None, c: Union[int, str] = "x"):
    return {"a": a, "b": b, "c": c}


@app.get("/list")
async def ls(
    q: Annotated[list[int], Query()] = [],
    r: Annotated[set[str], Query()] = set(),
    t: Annotated[tuple[int, str] | None, Query()] = None,
):
    return {"q": q, "r": sorted(r), "t": t}


@app.get("/lim/{n}")
async def lim(
    n: Annotated[int, Path(ge=1, le=10)],
    f: Annotated[float, Query(gt=0, lt=1)] = 0.5,
    s: Annotated[str, Query(min_length=2, max_length=4, pattern="^[a-z]+$")] = "ab",
    m: Annotated[int, Query(multiple_of=3)] = 3,
):
    return [n, f, s, m]


@app.get("/head")
async def he(
    x_token: Annotated[str, Header()],
    user_agent: Annotated[str | None, Header()] = None,
    x_many: Annotated[list[str] | None, Header()] = None,
):
    return [x_token, user_agent, x_many]


@app.get("/cook")
async def ck(session: Annotated[str, Cookie(min_length=3)], n: Annotated[int, Cookie()] = 0):
    return [session, n]


@app.get("/flag")
async def fl(b: bool, by: bytes = b"z"):
    return [b, by.decode()]


async def main():
    tr = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=tr, base_url="http://test") as c:
        for url in [
            "/date?day=2024-02-28",
            "/date?day=nope",
            "/date?day=2024-13-01",
            "/date",
            "/date?day=2024-02-28T00:00:00",
            "/date?day=2024-02-28T10:00:00",
            "/date?day=1709078400",
            "/date?day=20240228",
            "/date?day=",
            "/dt?at=2024-01-01T10:20:30",
            "/dt?at=2024-01-01T10:20:30Z",
            "/dt?at=2024-01-01 10:20",
            "/dt?at=2024-01-01T10:20:30.123456%2B02:00",
            "/dt?at=x",
            "/dt?at=2024-01-01",
            "/dt?at=1700000000",
            "/dt?at=2024-01-01T25:00:00",
            "/dt?at=1700000000.5",
            "/time?at=10:20",
            "/time?at=10:20:30.5",
            "/time?at=25:00",
            "/time?at=x",
            "/time?at=3600",
            "/delta?how=P1DT2H",
            "/delta?how=30",
            "/delta?how=1.5",
            "/delta?how=01:02:03",
            "/delta?how=x",
            "/delta?how=PT0.5S",
            "/delta?how=-PT1H",
            "/delta?how=1 day, 0:00:01",
            "/uuid/12345678-1234-5678-1234-567812345678",
            "/uuid/nope",
            "/uuid/12345678123456781234567812345678",
            "/uuid/12345678-1234-5678-1234-56781234567z",
            "/uuid/1",
            "/dec?n=1.50",
            "/dec?n=x",
            "/dec?n=NaN",
            "/dec?n=1e3",
            "/dec?n=7",
            "/color/red",
            "/color/green",
            "/level",
            "/level?l=2",
            "/level?l=3",
            "/level?l=x",
            "/lit",
            "/lit?k=b",
            "/lit?k=c",
            "/lit?k=1",
            "/opt",
            "/opt?a=1&b=2&c=3",
            "/opt?a=x",
            "/opt?a=&b=",
            "/list",
            "/list?q=1&q=2&r=b&r=a",
            "/list?q=1&q=x&q=y",
            "/list?t=1&t=z",
            "/list?t=1",
            "/lim/1",
            "/lim/0",
            "/lim/11?f=0&s=a&m=4",
            "/lim/5?f=1&s=abcde",
            "/lim/5?s=A1",
            "/lim/x?f=x&m=x",
            "/flag?b=yes",
            "/flag?b=maybe",
            "/flag?b=OFF&by=hi",
            "/flag?b=TRUE",
            "/flag?b=2",
        ]:
            r = await c.get(url)
            print(url, r.status_code, r.text)
        r = await c.get("/head")
        print(r.status_code, r.text)
        r = await c.get("/head", headers={"X-Token": "t", "user-agent": "me"})
        print(r.status_code, r.text)
        r = await c.get("/head", headers=[("x-token", "t"), ("x-many", "1"), ("x-many", "2")])
        print(r.status_code, r.text)
        r = await c.get("/cook")
        print(r.status_code, r.text)
        c.cookies.set("session", "ab")
        r = await c.get("/cook")
        print(r.status_code, r.text)
        c.cookies.set("session", "abc")
        c.cookies.set("n", "7")
        r = await c.get("/cook")
        print(r.status_code, r.text)


asyncio.run(main())
