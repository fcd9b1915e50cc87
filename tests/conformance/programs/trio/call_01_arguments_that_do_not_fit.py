# Calls that do not fit: trio's functions refuse them in the words that Python has for functions of its own
import trio
import trio.testing


def refused(call):
    try:
        call()
    except TypeError as error:
        print(error)
    else:
        print("accepted")


for call in [
    lambda: trio.sleep(),
    lambda: trio.sleep(1, 2),
    lambda: trio.sleep(secs=1),
    lambda: trio.open_nursery(1, 2),
    lambda: trio.move_on_after(),
    lambda: trio.move_on_after(1, True),
    lambda: trio.fail_after(seconds=1, seconds2=2),
    lambda: trio.fail_at(1, shield=False, other=1),
    lambda: trio.open_memory_channel(),
    lambda: trio.open_memory_channel(1, 2),
    lambda: trio.open_memory_channel(size=2),
    lambda: trio.Event(1),
    lambda: trio.Lock(1),
    lambda: trio.StrictFIFOLock(name="x"),
    lambda: trio.Semaphore(),
    lambda: trio.Semaphore(1, 2),
    lambda: trio.CapacityLimiter(),
    lambda: trio.CapacityLimiter(1, 2),
    lambda: trio.Condition(trio.Lock(), 1),
    lambda: trio.CancelScope(1),
    lambda: trio.CancelScope(deadlin=1),
    lambda: trio.CancelScope().cancel(1, 2),
    lambda: trio.Event().wait(1),
    lambda: trio.Event.wait(),
    lambda: trio.Lock().acquire(1),
    lambda: trio.StrictFIFOLock().release(1),
    lambda: trio.Semaphore(1).release(2),
    lambda: trio.CapacityLimiter(1).acquire_on_behalf_of(),
    lambda: trio.lowlevel.checkpoint(1),
    lambda: trio.lowlevel.reschedule(),
    lambda: trio.lowlevel.spawn_system_task(),
    lambda: trio.lowlevel.wait_task_rescheduled(),
    lambda: trio.lowlevel.ParkingLot(1),
    lambda: trio.lowlevel.ParkingLot().unpark(1),
    lambda: trio.lowlevel.ParkingLot().repark(),
    lambda: trio.testing.wait_all_tasks_blocked(1, 2),
    lambda: trio.testing.MockClock(1, 2, 3),
    lambda: trio.testing.MockClock().jump(),
    lambda: trio.current_time(1),
    lambda: trio.sleep_until(),
]:
    refused(call)


async def main():
    send, receive = trio.open_memory_channel(1)
    refused(lambda: send.send())
    refused(lambda: send.send_nowait(1, 2))
    refused(lambda: receive.receive(1))
    refused(lambda: receive.receive_nowait(x=1))
    async with trio.open_nursery() as nursery:
        refused(lambda: nursery.start_soon())
        refused(lambda: nursery.start_soon(trio.sleep, 1, nam="x"))
        refused(lambda: nursery.start())


trio.run(main)
