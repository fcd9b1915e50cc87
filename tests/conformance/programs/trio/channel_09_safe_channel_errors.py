# as_safe_channel: errors in the generator and in its consumer, early exits, cancellation, misuse.
import trio


@trio.as_safe_channel
async def numbers(count, fail_at=None, cleanup=None):
    try:
        for number in range(count):
            if number == fail_at:
                raise ValueError(f"at {number}")
            yield number
            await trio.sleep(1)
    except BaseException as error:
        print("  generator sees", type(error).__name__)
        raise
    finally:
        if cleanup:
            with trio.CancelScope(shield=True):
                await trio.sleep(cleanup)
        print("  generator closed at", trio.current_time())


def tree(error, depth=1):
    print("  " * depth + type(error).__name__, getattr(error, "message", error), "| cause", type(error.__cause__).__name__, "| context", type(error.__context__).__name__)
    for member in getattr(error, "exceptions", ()):
        tree(member, depth + 1)


async def attempt(label, fn):
    print(label)
    try:
        print("  ->", await fn())
    except BaseException as error:
        tree(error)
    print("  at", trio.current_time())


async def all_of_them():
    async with numbers(3) as channel:
        return [number async for number in channel]


async def some():
    async with numbers(5) as channel:
        async for number in channel:
            if number == 1:
                break
        print("  body goes on")
    return "left"


async def some_with_cleanup():
    async with numbers(5, cleanup=2) as channel:
        async for number in channel:
            return number


async def generator_fails():
    async with numbers(5, fail_at=2) as channel:
        async for number in channel:
            print("  got", number)


async def consumer_fails():
    async with numbers(5) as channel:
        async for number in channel:
            raise KeyError(number)


async def both_fail():
    async with numbers(5, fail_at=1) as channel:
        async for number in channel:
            await trio.sleep(0.5)
        raise KeyError("never")


async def timed_out():
    with trio.move_on_after(2.5) as scope:
        async with numbers(5) as channel:
            async for number in channel:
                print("  got", number)
    return scope.cancelled_caught


async def unused():
    async with numbers(5):
        await trio.sleep(0.5)
    return "unused"


async def by_hand():
    async with numbers(2) as channel:
        print("  type", type(channel).__name__, hasattr(channel, "clone"))
        print("  ", await channel.receive(), await channel.receive())
        try:
            await channel.receive()
        except trio.EndOfChannel as error:
            print("  end", repr(error), repr(error.__cause__))
        await channel.aclose()
        try:
            await channel.receive()
        except trio.ClosedResourceError as error:
            print("  closed", repr(error))
    return "done"


async def group_inside():
    @trio.as_safe_channel
    async def nested():
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep, 1)
            yield 1
            yield 2

    async with nested() as channel:
        return [item async for item in channel]


async def buffered():
    async with numbers(3) as channel:
        await trio.sleep(10)
        return [item async for item in channel]


async def concurrent():
    async with numbers(3) as first, numbers(3) as second:
        async with trio.open_nursery() as nursery:
            async def drain(name, channel):
                async for item in channel:
                    print("  ", name, item, trio.current_time())
            nursery.start_soon(drain, "first", first)
            nursery.start_soon(drain, "second", second)


async def main():
    for fn in (all_of_them, some, some_with_cleanup, generator_fails, consumer_fails, both_fail, timed_out, unused, by_hand, group_inside, buffered, concurrent):
        await attempt(fn.__name__, fn)
    for bad in (print, trio.sleep, 3):
        try:
            made = trio.as_safe_channel(bad)
            async with made(1) as channel:
                pass
        except BaseException as error:
            print(type(error).__name__, str(error)[:60])
    try:
        async for item in numbers(1):
            pass
    except TypeError as error:
        print(error)
    print(numbers.__name__, numbers.__doc__)


trio.run(main)
