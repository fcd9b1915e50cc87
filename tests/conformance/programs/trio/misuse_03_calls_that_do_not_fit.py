# Calls with missing, superfluous and unknown arguments, in Python's own words.
import trio
import trio.lowlevel
import trio.testing


async def attempt(label, fn):
    try:
        result = fn()
        if hasattr(result, "__await__"):
            await result
        print(label, "accepted")
    except BaseException as error:
        print(label, type(error).__name__, "|", error)


async def main():
    lock, event, sem, limiter, cond = trio.Lock(), trio.Event(), trio.Semaphore(1), trio.CapacityLimiter(1), trio.Condition()
    send, receive = trio.open_memory_channel(1)
    scope, lot = trio.CancelScope(), trio.lowlevel.ParkingLot()
    task = trio.lowlevel.current_task()
    cases = [
        ("sleep()", lambda: trio.sleep()),
        ("sleep(1,2)", lambda: trio.sleep(1, 2)),
        ("sleep(x=1)", lambda: trio.sleep(x=1)),
        ("sleep_until()", lambda: trio.sleep_until()),
        ("sleep_forever(1)", lambda: trio.sleep_forever(1)),
        ("current_time(1)", lambda: trio.current_time(1)),
        ("move_on_after()", lambda: trio.move_on_after()),
        ("move_on_after(1,2)", lambda: trio.move_on_after(1, 2)),
        ("fail_after()", lambda: trio.fail_after()),
        ("fail_at(1,2)", lambda: trio.fail_at(1, 2)),
        ("open_nursery(1)", lambda: trio.open_nursery(1)),
        ("open_nursery(1,2)", lambda: trio.open_nursery(1, 2)),
        ("open_memory_channel()", lambda: trio.open_memory_channel()),
        ("open_memory_channel(1,2)", lambda: trio.open_memory_channel(1, 2)),
        ("Event(1)", lambda: trio.Event(1)),
        ("Lock(1)", lambda: trio.Lock(1)),
        ("Semaphore()", lambda: trio.Semaphore()),
        ("Semaphore(x=1)", lambda: trio.Semaphore(x=1)),
        ("CapacityLimiter()", lambda: trio.CapacityLimiter()),
        ("CapacityLimiter(1,2)", lambda: trio.CapacityLimiter(1, 2)),
        ("Condition(1,2)", lambda: trio.Condition(1, 2)),
        ("CancelScope(1)", lambda: trio.CancelScope(1)),
        ("CancelScope(x=1)", lambda: trio.CancelScope(x=1)),
        ("lock.acquire(1)", lambda: lock.acquire(1)),
        ("lock.release(1)", lambda: lock.release(1)),
        ("event.set(1)", lambda: event.set(1)),
        ("event.wait(1)", lambda: event.wait(1)),
        ("sem.acquire(timeout=1)", lambda: sem.acquire(timeout=1)),
        ("limiter.acquire_on_behalf_of()", lambda: limiter.acquire_on_behalf_of()),
        ("limiter.acquire_on_behalf_of_nowait()", lambda: limiter.acquire_on_behalf_of_nowait()),
        ("cond.notify(1,2)", lambda: cond.notify(1, 2)),
        ("cond.wait(timeout=1)", lambda: cond.wait(timeout=1)),
        ("send.send()", lambda: send.send()),
        ("send.send_nowait()", lambda: send.send_nowait()),
        ("send.send_nowait(1,2)", lambda: send.send_nowait(1, 2)),
        ("receive.receive(1)", lambda: receive.receive(1)),
        ("receive.receive_nowait(x=1)", lambda: receive.receive_nowait(x=1)),
        ("send.clone(1)", lambda: send.clone(1)),
        ("send.close(1)", lambda: send.close(1)),
        ("scope.cancel(1,2)", lambda: scope.cancel(1, 2)),
        ("scope.cancel(x=1)", lambda: scope.cancel(x=1)),
        ("lot.park(1)", lambda: lot.park(1)),
        ("lot.unpark(1)", lambda: lot.unpark(1)),
        ("lot.unpark(n=1)", lambda: lot.unpark(n=1)),
        ("lot.repark()", lambda: lot.repark()),
        ("checkpoint(1)", lambda: trio.lowlevel.checkpoint(1)),
        ("current_task(1)", lambda: trio.lowlevel.current_task(1)),
        ("reschedule()", lambda: trio.lowlevel.reschedule()),
        ("reschedule(1,2,3)", lambda: trio.lowlevel.reschedule(task, 2, 3)),
        ("wait_task_rescheduled()", lambda: trio.lowlevel.wait_task_rescheduled()),
        ("spawn_system_task()", lambda: trio.lowlevel.spawn_system_task()),
        ("run_sync_soon()", lambda: trio.lowlevel.current_trio_token().run_sync_soon()),
        ("run_sync_soon(x=1)", lambda: trio.lowlevel.current_trio_token().run_sync_soon(print, x=1)),
        ("wait_all_tasks_blocked(1,2)", lambda: trio.testing.wait_all_tasks_blocked(1, 2)),
        ("to_thread()", lambda: trio.to_thread.run_sync()),
        ("to_thread(x=1)", lambda: trio.to_thread.run_sync(print, x=1)),
        ("from_thread()", lambda: trio.from_thread.run()),
        ("MockClock(x=1)", lambda: trio.testing.MockClock(x=1)),
        ("MockClock(1, 2, 3)", lambda: trio.testing.MockClock(1, 2, 3)),
        ("RunVar()", lambda: trio.lowlevel.RunVar()),
    ]
    for label, fn in cases:
        await attempt(label, fn)
    async with trio.open_nursery() as nursery:
        for label, fn in [
            ("start_soon()", lambda: nursery.start_soon()),
            ("start_soon(x=1)", lambda: nursery.start_soon(trio.sleep, 1, x=1)),
            ("start()", lambda: nursery.start()),
            ("start(x=1)", lambda: nursery.start(trio.sleep, x=1)),
        ]:
            await attempt(label, fn)


trio.run(main)
