# Pins down: async generators as plain iteration: comprehension, anext, asend, a timeout per item, errors into the consumer.
import trio


async def ticks(period, count=10):
    for n in range(count):
        await trio.sleep(period)
        yield n


async def accumulate():
    total = 0
    while True:
        value = yield total
        if value is None:
            return
        await trio.sleep(value)
        total += value


class Window:
    def __init__(self, size):
        self.size, self.at = size, 0

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.at == self.size:
            raise StopAsyncIteration
        self.at += 1
        await trio.lowlevel.checkpoint()
        return self.at


async def main():
    print([n async for n in ticks(0.1, 4) if n % 2], f"{trio.current_time():.1f}")
    print({n: n * n async for n in Window(3)})
    acc = accumulate()
    print(await anext(acc), await acc.asend(1), await acc.asend(2))
    try:
        await acc.asend(None)
    except StopAsyncIteration:
        print("accumulate is over", f"{trio.current_time():.1f}")
    got = []
    source = ticks(0.4)
    while True:
        with trio.move_on_after(0.5 if len(got) < 2 else 0.3) as scope:
            got.append(await anext(source))
        if scope.cancelled_caught:
            break
    print(got, f"{trio.current_time():.1f}", await anext(source, "the generator died of the cancel"))
    with trio.move_on_after(1) as scope:
        async for n in ticks(0.3):
            print("tick", n)
    print("caught", scope.cancelled_caught)


trio.run(main)
