# Pins down: events as gates, a resettable event made of them, waiting for any of several, and cancel racing with set.
import trio


class Gate:
    """Opens and closes; waiters go through while it is open."""

    def __init__(self):
        self._event = trio.Event()

    def open(self):
        self._event.set()

    def close(self):
        if self._event.is_set():
            self._event = trio.Event()

    async def pass_through(self):
        await self._event.wait()


async def walker(name, gate, pauses):
    for pause in pauses:
        await trio.sleep(pause)
        await gate.pass_through()
        print(f"{trio.current_time():.1f} {name} passes")


async def wait_any(**events):
    first = []

    async def wait(name, event):
        await event.wait()
        first.append(name)
        nursery.cancel_scope.cancel()

    async with trio.open_nursery() as nursery:
        for name, event in events.items():
            nursery.start_soon(wait, name, event)
    return first


async def main():
    gate = Gate()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(walker, "a", gate, [0, 2])
        nursery.start_soon(walker, "b", gate, [1.5, 0])
        await trio.sleep(1)
        gate.open()
        gate.close()
        await trio.sleep(2)
        gate.open()
    one, two = trio.Event(), trio.Event()
    async with trio.open_nursery() as nursery:
        async def both():
            await trio.sleep(1)
            two.set()
            one.set()

        nursery.start_soon(both)
        print(await wait_any(one=one, two=two), one.is_set(), two.is_set())
    event = trio.Event()
    with trio.move_on_after(1) as scope:
        async with trio.open_nursery() as nursery:
            async def setter():
                await trio.sleep(1)
                event.set()
                print("setter ran")

            nursery.start_soon(setter)
            await event.wait()
            print("waiter ran")
    print("tie of timeout and set: caught", scope.cancelled_caught, "set", event.is_set())


trio.run(main)
