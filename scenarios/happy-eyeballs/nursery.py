import trio

HOSTS = [("A", 6), ("B", 0.5), ("C", 1)]  # seconds until each answers; B refuses
DELAY = 1.0  # knob: 0.25..3 step 0.25


async def attempt(nursery, name, seconds, refused):
    print("trying", name)
    await trio.sleep(seconds)
    if name == "B":
        print(name, "refuses")
        refused.set()
    else:
        print(name, "is connected")
        nursery.cancel_scope.cancel()


async def main():
    async with trio.open_nursery() as nursery:
        for name, seconds in HOSTS:
            refused = trio.Event()
            nursery.start_soon(attempt, nursery, name, seconds, refused, name=name)
            with trio.move_on_after(DELAY):
                await refused.wait()
    print("main: talks to the winner")
    await trio.sleep(3)
    print("main: bye")


trio.run(main)
