# Pins down: MockClock: jump moves time by hand, autojump when all are blocked; sleeping tasks wake in deadline order.
import time

import trio
import trio.testing


async def sleeper(name, seconds):
    await trio.sleep(seconds)
    print(f"{trio.current_time():.1f} {name}")


async def by_hand(clock):
    async with trio.open_nursery() as nursery:
        for i in (3, 1, 2):
            nursery.start_soon(sleeper, f"s{i}", i)
        await trio.testing.wait_all_tasks_blocked()
        print("nothing happened yet,", clock.current_time())
        clock.jump(1.5)
        await trio.testing.wait_all_tasks_blocked()
        print("jumped 1.5")
        clock.jump(10)
        await trio.testing.wait_all_tasks_blocked()
        print("jumped 10, now", clock.current_time(), trio.lowlevel.current_clock() is clock)
    try:
        clock.jump(-1)
    except ValueError as exc:
        print("ValueError:", exc)


async def auto():
    begin = time.monotonic()
    await trio.sleep(100)
    print("slept", trio.current_time(), time.monotonic() - begin)


clock = trio.testing.MockClock()
trio.run(by_hand, clock, clock=clock)
print(clock.rate, clock.autojump_threshold)
trio.run(auto, clock=trio.testing.MockClock(autojump_threshold=0))
