# RunVar, tokens, UnboundedQueue, ParkingLot breaking and reparking: values and refusals.
import trio
import trio.lowlevel
import trio.testing

var = trio.lowlevel.RunVar("var", default="d")
bare = trio.lowlevel.RunVar("bare")


def attempt(label, fn):
    try:
        print(label, fn())
    except BaseException as error:
        print(label, type(error).__name__, error, error.args)


async def parker(lot, label):
    try:
        await lot.park()
        print(label, "unparked")
    except trio.BrokenResourceError as error:
        print(label, "broken", str(error).split(" by ")[0], error.__cause__)
    except trio.Cancelled:
        print(label, "cancelled")
        raise


async def main():
    attempt("get", bare.get)
    attempt("default", lambda: bare.get("other"))
    attempt("default", lambda: bare.get(default=None))
    attempt("get", var.get)
    token = var.set("one")
    attempt("get", var.get)
    second = var.set("two")
    attempt("reset", lambda: bare.reset(token))
    attempt("reset", lambda: var.reset(second))
    attempt("get", var.get)
    attempt("reset", lambda: var.reset(second))
    attempt("reset", lambda: var.reset(token))
    attempt("get", var.get)
    attempt("reset", lambda: var.reset(None))
    attempt("token", lambda: trio.lowlevel.RunVarToken())
    attempt("generic", lambda: trio.lowlevel.RunVar[int]("x").get(1))
    queue = trio.lowlevel.UnboundedQueue()
    attempt("get_nowait", queue.get_batch_nowait)
    for item in range(3):
        queue.put_nowait(item)
    attempt("len", queue.qsize)
    attempt("empty", queue.empty)
    print(await queue.get_batch())

    async def reader():
        async for batch in queue:
            print("batch", batch, trio.current_time())

    async with trio.open_nursery() as nursery:
        nursery.start_soon(reader)
        for item in range(4):
            queue.put_nowait(item)
            await trio.sleep(item % 2)
        nursery.cancel_scope.cancel()

    a, b = trio.lowlevel.ParkingLot(), trio.lowlevel.ParkingLot()
    async with trio.open_nursery() as nursery:
        for label in "stuvwxyz":
            nursery.start_soon(parker, a, label)
            await trio.testing.wait_all_tasks_blocked()
        print(len(a), bool(a), len(b), bool(b))
        print([task.name.split(".")[-1] for task in a.unpark(count=1)])
        a.repark(b, count=2)
        print(len(a), len(b))
        print(len(a.unpark()), len(b.unpark(count=10)), b.unpark_all())
        await trio.testing.wait_all_tasks_blocked()
        a.repark_all(b)
        print(len(a), len(b))
        b.break_lot()
        await trio.testing.wait_all_tasks_blocked()
        print(len(b), b.broken_by == [trio.lowlevel.current_task()])
        b.break_lot()
        print(len(b.broken_by))
        attempt("unpark", b.unpark)
        nursery.start_soon(parker, b, "late")

    lot = trio.lowlevel.ParkingLot()
    task = trio.lowlevel.current_task()
    trio.lowlevel.add_parking_lot_breaker(task, lot)
    trio.lowlevel.remove_parking_lot_breaker(task, lot)
    attempt("remove", lambda: trio.lowlevel.remove_parking_lot_breaker(task, lot))

    async def breaker():
        trio.lowlevel.add_parking_lot_breaker(trio.lowlevel.current_task(), lot)
        await trio.sleep(1)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(breaker)
        nursery.start_soon(parker, lot, "left behind")
        await trio.sleep(0)
        child = [t for t in nursery.child_tasks if t.name.endswith("breaker")][0]
    attempt("exited", lambda: trio.lowlevel.add_parking_lot_breaker(child, lot))

    with trio.CancelScope() as scope:
        scope.cancel()
        await parker(trio.lowlevel.ParkingLot(), "in cancelled")
    attempt("outside", lambda: trio.lowlevel.current_trio_token() is trio.lowlevel.current_trio_token())


trio.run(main)
attempt("outside", var.get)
attempt("outside", lambda: var.set(1))
attempt("outside", bare.get)
