# Pins down: wait_all_tasks_blocked comes back when nobody can run, in order of cushion; Sequencer forces an order.
import trio
import trio.testing


async def busy(turns):
    for i in range(turns):
        await trio.lowlevel.checkpoint()
    print("busy is over")


async def when_quiet(name, cushion):
    await trio.testing.wait_all_tasks_blocked(cushion)
    print(f"{name} sees quiet")


async def one(seq):
    async with seq(0):
        print("zero")
    async with seq(3):
        print("three")


async def two(seq):
    async with seq(1):
        print("one")
        await trio.sleep(1)
    async with seq(2):
        print("two")


async def main():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(trio.sleep, 5)
        nursery.start_soon(busy, 10)
        nursery.start_soon(when_quiet, "first", 0.0)
        nursery.start_soon(when_quiet, "second", 0.0)
        await trio.testing.wait_all_tasks_blocked()
        print(f"body sees quiet at {trio.current_time():.1f}")
    seq = trio.testing.Sequencer()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(two, seq)
        nursery.start_soon(one, seq)
    for position in (9, 9):
        try:
            with trio.move_on_after(1):
                async with seq(position):
                    print("never")
        except RuntimeError as exc:
            print("RuntimeError:", exc)


trio.run(main)
