# Pins down: body and children errors come in one group, in the order they happened to reach the nursery.
import trio


def tree(exc, depth=0):
    print("  " * depth + f"{type(exc).__name__}: {exc}")
    for sub in getattr(exc, "exceptions", ()):
        tree(sub, depth + 1)


async def child(name, seconds, cleanup_error=None):
    try:
        await trio.sleep(seconds)
        raise ValueError(f"{name} failed")
    except trio.Cancelled:
        if cleanup_error is not None:
            raise cleanup_error
        raise
    finally:
        print(f"{trio.current_time():.1f} {name} ends")


async def attempt(body_error=None, *children):
    try:
        async with trio.open_nursery() as nursery:
            for args in children:
                nursery.start_soon(child, *args)
            await trio.sleep(2)
            if body_error is not None:
                raise body_error
    except BaseExceptionGroup as group:
        tree(group)
        first = group.exceptions[0]
        print("context of the first:", repr(first.__context__), "cause:", repr(group.__cause__))


async def main():
    await attempt(None, ("a", 1), ("b", 1), ("c", 9))
    await attempt(KeyError("body"), ("a", 9), ("b", 9, OSError("b cleanup")))
    await attempt(KeyError("body"), ("a", 2), ("b", 3))
    await attempt(None, ("a", 1), ("b", 9, OSError("b cleanup")), ("c", 9, OSError("c cleanup")))
    try:
        async with trio.open_nursery() as outer:
            outer.start_soon(attempt_bare)
            async with trio.open_nursery() as inner:
                inner.start_soon(child, "inner", 1)
    except BaseExceptionGroup as group:
        tree(group)


async def attempt_bare():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(child, "deep", 9, RuntimeError("deep cleanup"))


trio.run(main)
