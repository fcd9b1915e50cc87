# Ordinary Python around trio: dataclasses, enums, match, generics, decorators, walrus, slots, json, random with a seed.
import enum
import functools
import itertools
import json
import random
from collections import Counter, deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, Protocol, TypeVar

import trio

T = TypeVar("T")


class Level(enum.StrEnum):
    INFO = "info"
    WARN = "warn"


class Event(NamedTuple):
    at: float
    level: Level
    text: str


class Sink(Protocol):
    async def write(self, event: Event) -> None: ...


@dataclass
class Memory(Generic[T]):
    items: deque[T] = field(default_factory=lambda: deque(maxlen=3))

    async def write(self, event):
        await trio.lowlevel.checkpoint()
        self.items.append(event)


def traced(fn):
    calls = itertools.count(1)

    @functools.wraps(fn)
    async def wrapper(*args):
        print(f"> {fn.__name__} #{next(calls)}{args!r}")
        try:
            return await fn(*args)
        finally:
            print(f"< {fn.__name__}")

    return wrapper


@traced
async def roll(rng, sides):
    await trio.sleep(rng.random())
    return rng.randint(1, sides)


async def events(n) -> AsyncIterator[Event]:
    for i in range(n):
        await trio.sleep(0.5)
        yield Event(trio.current_time(), Level.WARN if i % 3 == 2 else Level.INFO, f"event {i}")


def describe(value):
    match value:
        case Event(level=Level.WARN, text=text):
            return f"warning: {text}"
        case Event(at, _, text) if at > 1:
            return f"{at:.1f} {text}"
        case [first, *rest]:
            return f"{first} and {len(rest)} more"
        case {"kind": kind, **rest}:
            return f"{kind} {sorted(rest)}"
        case int() | float() as number:
            return f"number {number:+.2f}"
        case None | "":
            return "nothing"
        case _:
            return repr(value)


async def main():
    sink: Sink = Memory()
    async for event in events(5):
        await sink.write(event)
        print(describe(event))
    print(json.dumps([e._asdict() for e in sink.items]))
    rng = random.Random(7)

    class Repr:
        def __repr__(self):
            return "rng"

        def __getattr__(self, name):
            return getattr(rng, name)

    totals = Counter()
    for _ in range(3):
        totals[await roll(Repr(), 6)] += 1
    print(totals.total(), sorted(totals), f"{trio.current_time():.3f}")
    for value in ([1, 2, 3], {"kind": "x", "b": 1, "a": 2}, -1, "", {1}):
        print(describe(value))
    if (half := [x for x in range(10) if x % 2])[-1] == 9:
        print(*half, sep=",")


trio.run(main)
