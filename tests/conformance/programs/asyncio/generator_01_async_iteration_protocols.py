# Async iterators, comprehensions, anext with default, async generators in pipelines, and errors through them
import asyncio
import time


class Countdown:
    def __init__(self, n, pace):
        self.n, self.pace = n, pace

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.n == 0:
            raise StopAsyncIteration
        await asyncio.sleep(self.pace)
        self.n -= 1
        return self.n


async def squares(source):
    async for n in source:
        yield n * n


async def pairs(source):
    last = None
    async for n in source:
        if last is not None:
            yield last, n
        last = n


async def broken(n):
    for i in range(n):
        yield i
    raise ValueError("source dried up")


async def interleave(name, source):
    async for item in source:
        print(f"{time.monotonic():.1f} {name} {item}")


async def main():
    print([n async for n in Countdown(4, 0.1)])
    print({n: s async for n, s in pairs(squares(Countdown(4, 0.1)))})
    print(sum([n async for n in squares(Countdown(5, 0)) if n % 2]))
    print([await asyncio.sleep(0.1, i) for i in range(3)])
    print([x async for x in squares(Countdown(2, 0.1)) for x in (x, -x)])
    await asyncio.gather(interleave("slow", Countdown(3, 0.5)), interleave("fast", squares(Countdown(4, 0.3))))
    try:
        async for pair in pairs(broken(3)):
            print(pair)
    except ValueError as e:
        print(repr(e))
    it = Countdown(1, 0)
    print(await anext(it), await anext(it, "default"))
    try:
        await anext(it)
    except StopAsyncIteration:
        print("StopAsyncIteration")
    async for n in Countdown(3, 0):
        if n == 1:
            break
    else:
        print("never")
    gen = squares(Countdown(3, 0.2))
    first, second = asyncio.create_task(anext(gen)), asyncio.create_task(anext(gen))
    for outcome in await asyncio.gather(first, second, return_exceptions=True):
        print(repr(outcome))


asyncio.run(main())
