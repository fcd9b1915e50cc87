# What every object of trio's shows of itself: repr and str, before, while and after it is used.
import re

import trio
import trio.lowlevel
import trio.testing


def show(label, value):
    print(label, re.sub(r"0x[0-9a-f]+", "0x…", repr(value)), "|", re.sub(r"0x[0-9a-f]+", "0x…", str(value)))


async def child(task_status=trio.TASK_STATUS_IGNORED):
    show("status", task_status)
    task_status.started("v")
    show("status after", task_status)
    await trio.sleep(1)


async def main():
    task = trio.lowlevel.current_task()
    show("task", task)
    show("root", trio.lowlevel.current_root_task())
    show("ignored", trio.TASK_STATUS_IGNORED)
    async with trio.open_nursery() as nursery:
        show("nursery", nursery)
        show("nursery scope", nursery.cancel_scope)
        show("start", await nursery.start(child))
        show("child", sorted(nursery.child_tasks, key=repr)[0])
        nursery.cancel_scope.cancel()
        show("nursery scope", nursery.cancel_scope)
    show("nursery scope", nursery.cancel_scope)
    show("manager", trio.open_nursery())
    with trio.CancelScope() as scope:
        show("scope", scope)
        scope.deadline = trio.current_time() + 3
        show("scope", scope)
        scope.shield = True
        show("scope", scope)
        scope.deadline = trio.current_time() - 1
        show("scope", scope)
        scope.cancel("why")
        show("scope", scope)
    show("scope", scope)
    show("unbound", trio.CancelScope(deadline=5, shield=True))
    show("unbound", trio.CancelScope(relative_deadline=5))
    show("move_on", trio.move_on_after(2))
    show("move_on_at", trio.move_on_at(2))
    show("fail", type(trio.fail_after(2)).__name__)
    event = trio.Event()
    show("event", event)
    show("event", event.statistics())
    event.set()
    show("event", event)
    show("event", event.is_set())
    limiter = trio.CapacityLimiter(2)
    show("limiter", limiter)
    await limiter.acquire()
    show("limiter", limiter)
    show("limiter", limiter.statistics())
    limiter.release()
    show("limiter", trio.CapacityLimiter(float("inf")))
    sem = trio.Semaphore(1, max_value=3)
    show("semaphore", sem)
    show("semaphore", trio.Semaphore(0))
    show("semaphore", sem.statistics())
    lock = trio.Lock()
    show("lock", lock)
    await lock.acquire()
    show("lock", lock)
    show("lock", lock.statistics())
    lock.release()
    show("lock", lock.statistics())
    fifo = trio.StrictFIFOLock()
    show("fifo", fifo)
    cond = trio.Condition()
    show("cond", cond)
    show("cond", cond.statistics())
    cond = trio.Condition(trio.Lock())
    show("cond", cond)
    async with cond:
        show("cond", cond)
        show("cond", cond.statistics())
    send, receive = trio.open_memory_channel(2)
    show("send", send)
    show("receive", receive)
    send.send_nowait(1)
    show("stats", send.statistics())
    clone = send.clone()
    show("stats", receive.statistics())
    clone.close()
    show("closed", clone)
    show("type", type(send))
    show("fn", trio.open_memory_channel)
    show("fn", trio.open_memory_channel[int])
    lot = trio.lowlevel.ParkingLot()
    show("lot", lot)
    show("lot", lot.statistics())
    show("len", len(lot))
    show("bool", bool(lot))
    show("abort", list(trio.lowlevel.Abort))
    show("stat", trio.lowlevel.current_statistics())
    show("clock", trio.testing.MockClock())
    show("clock", trio.testing.MockClock(rate=1.5, autojump_threshold=3))
    var = trio.lowlevel.RunVar("name", default=3)
    show("var", var)
    show("var", trio.lowlevel.RunVar("other"))
    token = var.set(1)
    show("token", type(token).__name__)
    show("stapled", trio.testing.memory_stream_pair()[0])
    queue = trio.lowlevel.UnboundedQueue()
    show("queue", queue)
    show("queue", queue.statistics())
    for name in ("Task", "TrioToken", "ParkingLot", "RunVar", "Abort", "UnboundedQueue"):
        show(name, getattr(trio.lowlevel, name))
    for name in ("Nursery", "CancelScope", "Event", "Lock", "Cancelled", "WouldBlock", "TooSlowError", "MemorySendChannel",
                 "LockStatistics", "Condition", "RunFinishedError", "TrioInternalError", "StapledStream", "TaskStatus"):
        show(name, getattr(trio, name))
    for error in (trio.WouldBlock(), trio.EndOfChannel("x"), trio.ClosedResourceError(), trio.TooSlowError(), trio.BusyResourceError("b", 2)):
        show("error", error)


trio.run(main)
