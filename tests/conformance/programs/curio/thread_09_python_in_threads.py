# pins down: all of Python in a thread that awaits: frames, tracebacks, closures, generators, context managers, comprehensions, match
from curio import *
import sys, traceback, threading, inspect, time


def where():
    f = sys._getframe()
    return f.f_code.co_name, f.f_lineno, f.f_code.co_qualname if hasattr(f.f_code, "co_qualname") else ""


def err():
    def inner():
        raise ValueError("deep")

    inner()


class K:
    def meth(self):
        return where(), self.__class__.__name__, K.meth.__qualname__

    @staticmethod
    def st():
        return where()

    @classmethod
    def cl(cls):
        return cls.__name__, where()

    def __call__(self, x):
        return x, sys._getframe().f_code.co_name

    @property
    def prop(self):
        return sys._getframe().f_code.co_name


def tb(e):
    return [
        (f.name, f.lineno, f.line) for f in traceback.extract_tb(e.__traceback__) if f.filename.endswith("thread_09_python_in_threads.py")
    ]


def gen():
    yield sys._getframe().f_code.co_name
    yield 2


def thr():
    print(where(), K().meth(), K.st(), K.cl(), K()(1), K().prop)
    print([where() for _ in range(1)], list(map(lambda x: sys._getframe().f_code.co_name, [1])))
    print(list(gen()), sorted([3, 1, 2], key=lambda v: -v))
    print(err.__name__, inspect.isfunction(err), inspect.iscoroutinefunction(thr), thr.__code__.co_name)
    try:
        err()
    except ValueError as e:
        print(tb(e))
    local = 5

    def closure():
        nonlocal local
        local += 1
        AWAIT(sleep(0.1))
        return local

    print(closure(), closure(), local, sorted(k for k in locals() if not k.startswith("_")))
    try:
        try:
            1 / 0
        except ZeroDivisionError as e:
            AWAIT(sleep(0))
            print(sys.exc_info()[0].__name__)
            raise KeyError("x") from e
    except KeyError as e:
        print(repr(e), repr(e.__cause__), repr(e.__context__))
    finally:
        print("fin")
    for i in range(3):
        if i == 1:
            continue
        AWAIT(sleep, 0.1)
        print(i)
    else:
        print("else")
    x = [AWAIT(sleep, 0) is not None for _ in range(2)]
    print(x, {k: AWAIT(clock()) > 0 for k in "ab"})
    with open_cm() as c:
        AWAIT(sleep(0))
        print(c)
    t0 = time.monotonic()
    time.sleep(0.5)
    print(round(time.monotonic() - t0, 3))
    match 5:
        case int(y) if AWAIT(len, "ab") == 2:
            print("match", y)
    print((lambda: AWAIT(len, "abc"))())
    assert AWAIT(len, "a") == 1
    while (n := AWAIT(len, "abc")) > 5:
        pass
    a, *b = AWAIT(list, "abc")
    print(a, b, n, f'{AWAIT(len, "abcd")}', AWAIT(len, "a") if AWAIT(len, "b") else 0, not AWAIT(len, ""))
    try:
        return "v"
    finally:
        AWAIT(sleep(0))
        print("finally in thread")


import contextlib


@contextlib.contextmanager
def open_cm():
    AWAIT(sleep(0.1))
    print("enter")
    try:
        yield "cm"
    finally:
        AWAIT(sleep(0.1))
        print("exit")


async def main():
    t = await spawn_thread(thr)
    print(await t.join())
    t = await spawn_thread(err)
    try:
        await t.join()
    except TaskError as e:
        print(tb(e.__cause__))
    try:
        await run_in_thread(err)
    except ValueError as e:
        print(tb(e))
    print(
        await run_in_thread(K().meth),
        await run_in_thread(K.st),
        await run_in_thread(K().__call__, 2),
        await run_in_thread(K(), 3),
    )
    print(await run_in_thread(lambda a, *b, c=1, **d: (a, b, c, d), 1, 2))
    import functools

    print(await run_in_thread(functools.partial(where)), await run_in_thread(sum, [1, 2]))


run(main)
