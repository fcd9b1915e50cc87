# Pins down: except* on nested groups, what stays, what is re-raised, notes, and a Cancelled inside a group.
import trio


async def fail(exc, seconds=0.0):
    await trio.sleep(seconds)
    raise exc


async def job():
    async with trio.open_nursery() as outer:
        outer.start_soon(in_cleanup, TypeError("c"))
        outer.start_soon(in_cleanup, OSError(2, "no such thing"))
        async with trio.open_nursery() as inner:
            inner.start_soon(in_cleanup, ValueError("b"))
            inner.start_soon(fail, ValueError("a"), 1)


async def in_cleanup(exc):
    try:
        await trio.sleep_forever()
    finally:
        raise exc


def shape(exc):
    if isinstance(exc, BaseExceptionGroup):
        return [shape(e) for e in exc.exceptions]
    return type(exc).__name__


async def main():
    try:
        await job()
    except ExceptionGroup as group:
        print(shape(group))
        match, rest = group.split(ValueError)
        print("match", shape(match), "rest", shape(rest))
    try:
        try:
            await job()
        except* ValueError as group:
            print("handled", shape(group))
        except* TypeError as group:
            print("replaced", shape(group))
            raise RuntimeError("replacement")
    except ExceptionGroup as group:
        print("left over", group.message, shape(group))
    try:
        with trio.CancelScope() as scope:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(in_cleanup, ValueError("with cancel"))
                await trio.sleep(1)
                scope.cancel()
    except* ValueError as group:
        print("caught", shape(group), "scope caught", scope.cancelled_caught)
    try:
        async with trio.open_nursery() as nursery:
            exc = ValueError("noted")
            exc.add_note("first note")
            nursery.start_soon(fail, exc)
    except* ValueError as group:
        print(group.exceptions[0].__notes__, group.exceptions[0].__context__)


trio.run(main)
