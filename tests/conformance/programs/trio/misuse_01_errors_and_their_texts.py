# Pins down: what trio says to mistakes: awaiting the wrong things, asyncio's awaitables, scopes across tasks, a forgotten await.
import trio


class Odd:
    def __await__(self):
        yield "something odd"


async def not_awaited():
    pass


async def main():
    try:
        await Odd()
    except TypeError as exc:
        print("TypeError:", str(exc).splitlines()[0])
    try:
        await trio.sleep(0).__await__()
    except TypeError as exc:
        print("TypeError:", exc)
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep(0))
    except* TypeError as group:
        print("TypeError:", str(group.exceptions[0]).splitlines()[0].split(" at 0x")[0])
    try:
        with trio.open_nursery():
            pass
    except (RuntimeError, TypeError) as exc:
        print(f"{type(exc).__name__}: {exc}")
    try:
        async with trio.CancelScope():
            pass
    except TypeError as exc:
        print("TypeError:", exc)
    try:
        async with trio.Lock:
            pass
    except (TypeError, AttributeError) as exc:
        print(type(exc).__name__)
    scope = trio.CancelScope()

    async def enter():
        with scope:
            await trio.sleep(1)

    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(enter)
            nursery.start_soon(enter)
    except* RuntimeError as group:
        print("RuntimeError:", group.exceptions[0])
    try:
        trio.Nursery()
    except TypeError as exc:
        print("TypeError:", exc)
    try:
        trio.Event.is_set(None)
    except (TypeError, AttributeError) as exc:
        print(type(exc).__name__)
    print(repr(trio.CancelScope().cancelled_caught), trio.TASK_STATUS_IGNORED)


trio.run(main)
