# The parts of the standard library that such programs use, in a small async program
import asyncio
import json
import math
import random
import string
import sys
import time
import types
import typing
from abc import ABC, abstractmethod
from collections import ChainMap, Counter, OrderedDict, defaultdict, deque, namedtuple
from dataclasses import asdict, dataclass, field, replace
from enum import Enum, Flag, auto
from functools import cache, cached_property, lru_cache, partial, partialmethod, singledispatch, wraps
from itertools import accumulate, batched, chain, count, groupby, islice, pairwise, permutations, product, zip_longest

Point = namedtuple("Point", "x y")


class Color(Enum):
    RED = auto()
    BLUE = auto()


class Perm(Flag):
    R = auto()
    W = auto()


class Shape(ABC):
    @abstractmethod
    def area(self): ...

    @cached_property
    def label(self):
        return f"{type(self).__name__}({self.area():.2f})"


class Circle(Shape):
    def __init__(self, r):
        self.r = r

    def area(self):
        return math.pi * self.r**2


@dataclass(frozen=True, order=True, slots=True)
class Item:
    price: float
    name: str = field(compare=False)
    tags: tuple[str, ...] = ()


def retry(times):
    def decorate(fn):
        @wraps(fn)
        async def wrapper(*args, **kwargs):
            for n in range(times):
                try:
                    return await fn(*args, **kwargs)
                except ValueError as e:
                    print(f"{fn.__name__} try {n}: {e}")
        return wrapper
    return decorate


@retry(3)
async def flaky(rng):
    await asyncio.sleep(0.1)
    if (n := rng.randint(1, 6)) < 5:
        raise ValueError(f"rolled {n}")
    return n


@singledispatch
def show(value):
    return f"object {value}"


@show.register
def _(value: int):
    return f"int {value:#06x}"


@show.register(list)
def _(value):
    return f"list of {len(value)}"


async def main():
    rng = random.Random(42)
    print([rng.randint(1, 100) for _ in range(5)], round(rng.random(), 6), rng.choice("abc"), rng.sample(range(10), 3))
    print(await flaky(rng))
    print(Counter("mississippi").most_common(2), dict(ChainMap({"a": 1}, {"a": 2, "b": 3})), deque(range(5), maxlen=3))
    print(Point(1, 2)._replace(y=5), Color.RED, repr(Color["BLUE"]), Perm.R | Perm.W, list(Color))
    print(Circle(2).label, Item(1.5, "pen") < Item(2.0, "ink"), asdict(replace(Item(1.0, "cup"), tags=("x",))))
    print(json.dumps({"b": [1, 2.5, None, True], "a": {"nested": "ü"}}, sort_keys=True), json.loads('{"k": [1, {"z": null}]}'))
    print(list(accumulate(range(5))), list(pairwise("abc")), list(batched("abcde", 2)), list(islice(count(10, 5), 3)))
    print([(k, len(list(g))) for k, g in groupby("aabccc")], list(zip_longest("ab", "c", fillvalue="-")))
    print(len(list(permutations(range(4)))), list(product("ab", repeat=2))[:3], list(chain.from_iterable([[1], [2, 3]])))
    print(string.ascii_lowercase[:5], string.Template("$who waits").substitute(who="task"), sys.version_info >= (3, 13))
    print(show(255), show([1]), show("s"), types.SimpleNamespace(a=1), typing.Optional[int], math.isclose(0.1 + 0.2, 0.3))
    groups = defaultdict(list)
    for n in range(6):
        groups[n % 3].append(n)
    print(dict(groups), OrderedDict(a=1), f"{math.inf} {1e16} {1/3!r} {12345.678:,.1f} {0.5:>8.1%} {'x':^5}|{'y':*<4}")
    table = [("a", 1), ("bb", 22)]
    print("\n".join(f"{k:<4}{v:>4d}" for k, v in sorted(table, key=lambda kv: -kv[1])), end="\n--\n")
    print(f"{time.monotonic()=:.2f}", partial(int, base=2)("101"), sum(map(len, groups.values())))


asyncio.run(main())
