# Pins down: ParkingLot parks in order, unparks some or all, moves waiters to another lot; a broken lot raises.
import trio
from trio.lowlevel import ParkingLot


async def parker(name, lot):
    try:
        await lot.park()
        print(f"{trio.current_time():.1f} {name} unparked")
    except trio.Cancelled:
        print(f"{trio.current_time():.1f} {name} cancelled, left in lot {len(lot)}")
        raise
    except trio.BrokenResourceError as exc:
        print(f"{trio.current_time():.1f} {name} {type(exc).__name__}")


async def main():
    lot, other = ParkingLot(), ParkingLot()
    print("empty:", bool(lot), len(lot))
    async with trio.open_nursery() as nursery:
        for name in "abcdefg":
            nursery.start_soon(parker, name, lot)
        await trio.sleep(1)
        print("waiting", lot.statistics().tasks_waiting, bool(lot))
        print("unparked:", len(lot.unpark()), len(lot.unpark(count=2)))
        await trio.sleep(1)
        lot.repark(other, count=2)
        print(len(lot), len(other))
        other.unpark_all()
        await trio.sleep(1)
        lot.repark_all(other)
        print(len(lot), len(other))
        nursery.cancel_scope.cancel()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(parker, "x", lot)
        await trio.sleep(1)
        lot.break_lot()
        nursery.start_soon(parker, "newcomer", lot)
    print("nothing to unpark:", lot.unpark_all())


trio.run(main)
