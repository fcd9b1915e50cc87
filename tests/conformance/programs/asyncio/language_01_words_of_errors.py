# What Python itself says when something is wrong, in the words of 3.13
import abc
import collections
import math


def attempt(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__, e)


class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self): ...


class Solid(Shape):
    @abc.abstractmethod
    def volume(self): ...


def keywords(alpha, *, beta=None):
    pass


class Config:
    def __init__(self, timeout=1, *, retries=2):
        pass


def unbound():
    print(value)
    value = 1


def unpack():
    a, b = [1, 2, 3]


def unpack_less():
    a, b, *c = [1]


def raise_int():
    raise 1


for call in [
    lambda: 1 / 0, lambda: 1 // 0, lambda: 1 % 0, lambda: divmod(1, 0), lambda: 0 ** -1, lambda: True % False,
    lambda: 1.0 / 0, lambda: 1 / 0.0, lambda: 1.0 // 0, lambda: 1 % 0.0, lambda: divmod(1.0, 0),
    lambda: [1].remove(2), lambda: ["a"].index("b"), lambda: [1].index(2), lambda: collections.deque([1]).remove(2),
    lambda: [1] + (2,), lambda: (1,) + [2], lambda: 1 in 2, lambda: {[]: 1}, lambda: {{}}, lambda: frozenset([[]]),
    lambda: Shape(), lambda: Solid(), lambda: keywords(1, betta=2), lambda: keywords(alph=2), lambda: keywords(1, zzz=3),
    lambda: Config(timeot=2), lambda: Config(retrys=2), lambda: math.sqrt(-1), lambda: math.log(0),
    unbound, unpack, unpack_less, raise_int,
]:
    attempt(call)
