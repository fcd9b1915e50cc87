# Pins down: run returns main's value; strict_exception_groups=False unwraps single errors; nurseries may choose for themselves.
import trio


async def fail(exc, seconds=0):
    await trio.sleep(seconds)
    raise exc


async def one_child(**options):
    async with trio.open_nursery(**options) as nursery:
        nursery.start_soon(fail, ValueError("single"))


async def two_children(**options):
    async with trio.open_nursery(**options) as nursery:
        nursery.start_soon(fail, ValueError("a"))
        nursery.start_soon(fail, KeyError("b"))


async def body_fails(**options):
    async with trio.open_nursery(**options):
        raise OSError("body")


async def add(a, b):
    await trio.sleep(0)
    return a + b


async def report(fn, **options):
    try:
        await fn(**options)
    except BaseException as exc:
        print(f"{fn.__name__} {options}: {exc!r}")


async def main():
    for fn in (one_child, two_children, body_fails):
        await report(fn)
        await report(fn, strict_exception_groups=True)
        await report(fn, strict_exception_groups=False)


import warnings

warnings.simplefilter("ignore")
print("run returned", trio.run(add, 1, 2))
for strict in (True, False):
    print("run with strict", strict)
    trio.run(main, strict_exception_groups=strict)
    try:
        trio.run(one_child, strict_exception_groups=strict)
    except BaseException as exc:
        print(repr(exc))
    try:
        trio.run(fail, KeyError("main itself"), strict_exception_groups=strict)
    except BaseException as exc:
        print(repr(exc))
for exc in (KeyboardInterrupt("pressed"), SystemExit(3)):
    try:
        trio.run(fail, exc)
    except BaseException as caught:
        print(repr(caught))
