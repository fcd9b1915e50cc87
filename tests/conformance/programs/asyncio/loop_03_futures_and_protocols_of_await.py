# Awaitables of one's own: __await__ generators, classes that wrap futures, coroutine objects driven by hand
import asyncio
import time
import types


class Delay:
    def __init__(self, seconds, value):
        self.seconds, self.value = seconds, value

    def __await__(self):
        yield from asyncio.sleep(self.seconds).__await__()
        return self.value


class Gate:
    """One future handed to all who wait."""

    def __init__(self):
        self.future = asyncio.get_running_loop().create_future()

    def open(self, value):
        if not self.future.done():
            self.future.set_result(value)

    def __await__(self):
        return (yield from self.future)


@types.coroutine
def bare_turns(n):
    for _ in range(n):
        yield
    return f"{n} turns"


def drive(coro):
    """Runs a coroutine that never waits, without any loop."""
    try:
        coro.send(None)
    except StopIteration as stop:
        return stop.value
    coro.close()
    return "it waits"


async def at_once():
    return "no loop needed"


async def main():
    print(await Delay(1, "delayed"), f"{time.monotonic():.1f}")
    gate = Gate()
    asyncio.get_running_loop().call_later(1, gate.open, "opened")

    async def through():
        return await gate

    print(await asyncio.gather(gate_wait(gate), through(), asyncio.wait_for(gate_wait(gate), 5)))
    print(await bare_turns(3))
    print(await asyncio.create_task(through()))
    print(drive(at_once()), "|", drive(asyncio.sleep(1)))
    coro = at_once()
    await coro
    try:
        await coro
    except RuntimeError as e:
        print("RuntimeError:", e)
    try:
        await Delay(0, "x").__await__()
    except TypeError as e:
        print("TypeError:", e)


async def gate_wait(gate):
    return await gate


asyncio.run(main())
