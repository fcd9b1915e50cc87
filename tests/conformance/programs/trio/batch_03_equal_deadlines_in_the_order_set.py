# Pins down: deadlines that tie expire in the order in which they were set, and moving one counts as setting it anew.
import trio

woken = []


async def sleeper(name, until):
    await trio.sleep_until(until)
    woken.append(f"{trio.current_time():.2f} {name}")


async def limited(name, scope):
    with scope:
        await trio.sleep_forever()
    woken.append(f"{trio.current_time():.2f} {name} scope caught {scope.cancelled_caught}")


async def main():
    async with trio.open_nursery() as nursery:
        for i in range(6):
            nursery.start_soon(sleeper, f"s{i}", 2)
        await trio.sleep(1)
        nursery.start_soon(sleeper, "late s", 2)
        await trio.sleep(1)
        woken.append(f"{trio.current_time():.2f} body")
    print(*woken, sep="\n")

    woken.clear()
    now = trio.current_time()
    scopes = [trio.CancelScope(deadline=now + 1) for _ in range(4)]
    async with trio.open_nursery() as nursery:
        for i, scope in enumerate(scopes):
            nursery.start_soon(limited, f"c{i}", scope)
        await trio.sleep(0.5)
        scopes[0].deadline = now + 1
        scopes[1].deadline = now + 3
        scopes[1].deadline = now + 1
    print(*woken, sep="\n")


trio.run(main)
