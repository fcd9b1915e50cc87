# Cancelled: it cannot be made by hand, and its text names source, reason and source task.
import re

import trio


def clean(text):
    return re.sub(r"0x[0-9a-f]+", "0x…", text)


for attempt in (lambda: trio.Cancelled(), lambda: trio.Cancelled("x"), lambda: trio.Cancelled._create("a", "b", "c"), lambda: trio.Cancelled._create(source="deadline")):
    try:
        print(clean(repr(attempt())))
    except BaseException as error:
        print(type(error).__name__, error)

try:
    class Mine(trio.Cancelled):
        pass
    print("subclass made")
except TypeError as error:
    print(type(error).__name__, error)

try:
    class Scope(trio.CancelScope):
        pass
    print("subclass made")
except TypeError as error:
    print(type(error).__name__, error)

for cls in (trio.Event, trio.Lock, trio.Nursery, trio.Semaphore, trio.Condition, trio.CapacityLimiter, trio.lowlevel.ParkingLot, trio.lowlevel.Task, trio.MemorySendChannel, trio.lowlevel.RunVar, trio.lowlevel.TrioToken):
    try:
        class Sub(cls):
            pass
        print(cls.__name__, "subclass made")
    except TypeError as error:
        print(cls.__name__, type(error).__name__, error)
    try:
        cls()
        print(cls.__name__, "made")
    except TypeError as error:
        print(cls.__name__, type(error).__name__, error)
    except RuntimeError as error:
        print(cls.__name__, type(error).__name__, error)


async def watch(label):
    try:
        await trio.sleep_forever()
    except trio.Cancelled as exc:
        print(label, clean(str(exc)), "|", clean(repr(exc)))
        print(label, exc.source, exc.reason, clean(str(exc.source_task)), len(exc.args))
        raise


async def main():
    with trio.CancelScope() as scope:
        scope.cancel()
        await watch("plain")
    with trio.CancelScope() as scope:
        scope.cancel(reason="said so")
        scope.cancel(reason="later")
        await watch("reason")
    with trio.move_on_after(1):
        await watch("deadline")
    with trio.move_on_after(0):
        await watch("zero")
    with trio.CancelScope(deadline=-trio.current_time() - 5):
        await watch("past")
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(watch, "sibling")
            await trio.sleep(1)
            raise ValueError("body")
    except* ValueError as group:
        print(group.exceptions)

    async def fails():
        await trio.sleep(1)
        raise KeyError("child's")

    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(watch, "sibling")
            nursery.start_soon(fails, name="failing")
            await watch("body")
    except* KeyError as group:
        print(group.exceptions)
    with trio.CancelScope() as outer:
        with trio.CancelScope() as inner:
            outer.cancel("outer reason")
            inner.cancel("inner reason")
            await watch("both")
        print(inner.cancelled_caught, outer.cancelled_caught)
    print(inner.cancelled_caught, outer.cancelled_caught)
    with trio.CancelScope() as outer:
        with trio.CancelScope() as inner:
            inner.cancel("inner reason")
            outer.cancel("outer reason")
            await watch("both")
        print(inner.cancelled_caught, outer.cancelled_caught)
    print(inner.cancelled_caught, outer.cancelled_caught)
    for bad in (1, b"x", ["l"]):
        with trio.CancelScope() as scope:
            try:
                scope.cancel(bad)
            except TypeError as error:
                print(error)
            await watch("odd")
    try:
        scope.cancel("a", "b")
    except TypeError as error:
        print(error)


trio.run(main)
