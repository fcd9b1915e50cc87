# Pins down: moving a deadline forward, back, to infinity and into the past while tasks wait; effective deadlines of nested scopes.
import math

import trio


def stamp(*words):
    print(f"{trio.current_time():.1f}", *words)


async def waits(scope, label):
    with scope:
        await trio.sleep_forever()
    stamp(label, "released, caught", scope.cancelled_caught)


async def main():
    scopes = {name: trio.CancelScope(deadline=5) for name in ("sooner", "later", "never", "past")}
    async with trio.open_nursery() as nursery:
        for name, scope in scopes.items():
            nursery.start_soon(waits, scope, name)
        await trio.sleep(1)
        scopes["sooner"].deadline = 2
        scopes["later"].deadline += 3
        scopes["never"].deadline = math.inf
        scopes["past"].deadline = 0.5
        stamp("moved; past called:", scopes["past"].cancel_called)
        await trio.sleep(9)
        stamp("never still waits")
        scopes["never"].cancel()

    with trio.CancelScope(deadline=20) as a:
        with trio.CancelScope(deadline=15) as b:
            with trio.CancelScope(deadline=30) as c:
                stamp("effective", trio.current_effective_deadline())
                b.deadline = 25
                stamp("effective", trio.current_effective_deadline())
                c.shield = True
                stamp("effective", trio.current_effective_deadline())
                a.cancel()
                stamp("shielded, so", trio.current_effective_deadline())
                c.shield = False
                stamp("not shielded", trio.current_effective_deadline())
    with trio.move_on_after(2) as heartbeat:
        for _ in range(4):
            await trio.sleep(1)
            heartbeat.deadline = trio.current_time() + 2
        stamp("kept alive", heartbeat.cancelled_caught)
    await trio.sleep(5)
    with trio.move_on_after(1) as scope:
        scope.deadline = math.inf
        await trio.sleep(3)
    stamp("taken off", scope.cancelled_caught)


trio.run(main)
