# Pins down: notify wakes in order of waiting and each takes the lock in turn; wait lets go of the lock and takes it back.
import trio
import trio.testing


async def consumer(name, condition, stock):
    async with condition:
        while not stock:
            await condition.wait()
            print(f"{trio.current_time():.1f} {name} woken, stock {stock}")
        print(f"{trio.current_time():.1f} {name} takes {stock.pop()}")
        await trio.sleep(0.5)
    print(f"{trio.current_time():.1f} {name} left")


async def main():
    condition, stock = trio.Condition(), []
    async with trio.open_nursery() as nursery:
        for name in ("a", "b", "c"):
            nursery.start_soon(consumer, name, condition, stock)
        await trio.testing.wait_all_tasks_blocked()
        print(condition.statistics().tasks_waiting, "wait")
        async with condition:
            stock.append("apple")
            condition.notify()
            print(f"{trio.current_time():.1f} notified one, still holding")
            await trio.sleep(1)
        await trio.sleep(1)
        async with condition:
            stock.append("pear")
            condition.notify_all()
            print(f"{trio.current_time():.1f} notified all; lock waiters {condition.statistics().lock_statistics.tasks_waiting}")
        await trio.sleep(2)
        async with condition:
            stock.append("plum")
            condition.notify(5)
    for bad in (condition.notify, condition.notify_all, condition.wait):
        try:
            result = bad()
            if result is not None:
                await result
        except RuntimeError as exc:
            print("RuntimeError:", exc)


trio.run(main)
