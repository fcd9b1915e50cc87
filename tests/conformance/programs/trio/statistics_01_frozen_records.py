# Statistics are frozen records: compared by value, shown with their fields, never changed.
import trio
import trio.lowlevel


def attempt(label, fn):
    try:
        print(label, fn())
    except BaseException as error:
        print(label, type(error).__name__, error)


async def main():
    event, lock, limiter, cond, sem = trio.Event(), trio.Lock(), trio.CapacityLimiter(3), trio.Condition(), trio.Semaphore(2)
    send, receive = trio.open_memory_channel(3)
    lot, queue = trio.lowlevel.ParkingLot(), trio.lowlevel.UnboundedQueue()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(event.wait)
        await lock.acquire()
        nursery.start_soon(lock.acquire)
        await limiter.acquire_on_behalf_of("b")
        send.send_nowait(1)
        send.send_nowait(2)
        receive.receive_nowait()
        nursery.start_soon(lot.park)
        queue.put_nowait(5)
        await trio.sleep(1)
        for thing in (event, limiter, sem, send, receive, lot, queue):
            stats = thing.statistics()
            print(type(stats).__module__, type(stats).__qualname__, stats)
            print(stats == thing.statistics(), stats != thing.statistics(), stats is thing.statistics())
            fields = [name for name in dir(stats) if not name.startswith("_")]
            print(fields, [getattr(stats, name) for name in fields if name != "owner"])
            attempt("set", lambda: setattr(stats, fields[0], 3))
            attempt("new", lambda: setattr(stats, "new", 3))
            attempt("del", lambda: delattr(stats, fields[0]))
            attempt("hash", lambda: hash(stats) == hash(thing.statistics()))
            attempt("order", lambda: stats < stats)
            attempt("missing", lambda: stats.missing)
            attempt("call", lambda: type(stats)())
            attempt("match", lambda: type(stats).__match_args__)
        stats = lock.statistics()
        print(stats.locked, stats.owner is trio.lowlevel.current_task(), stats.tasks_waiting)
        print(cond.statistics(), cond.statistics().lock_statistics == trio.Lock().statistics())
        print(limiter.statistics().borrowers, type(limiter.statistics().borrowers).__name__)
        stats = trio.lowlevel.current_statistics()
        print(stats.tasks_living, stats.tasks_runnable, stats.seconds_to_next_deadline, stats.run_sync_soon_queue_size)
        print(type(stats).__module__, type(stats).__qualname__, type(stats.io_statistics).__name__)
        with trio.move_on_after(2.5):
            print(trio.lowlevel.current_statistics().seconds_to_next_deadline)
        trio.lowlevel.current_trio_token().run_sync_soon(print, "soon")
        print(trio.lowlevel.current_statistics().run_sync_soon_queue_size)
        lock.release()
        event.set()
        lot.unpark_all()
        print(trio.lowlevel.current_statistics().tasks_runnable)


trio.run(main)
