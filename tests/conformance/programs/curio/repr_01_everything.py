# pins down: repr of every primitive in every state, of tasks, groups and exceptions; what wrong numbers of arguments are told
from curio import *
from curio.sched import *
import re


def p(*a):
    print(re.sub(r"0x[0-9a-f]+", "0x", " ".join(map(str, a))))


async def waiter(x):
    await x.wait()


async def getter(q):
    await q.get()


async def acq(l):
    await l.acquire()


async def main():
    objs = [
        Event(),
        UniversalEvent(),
        Lock(),
        RLock(),
        Semaphore(3),
        Semaphore(0),
        Condition(),
        Condition(RLock()),
        Result(),
        UniversalResult(),
        Queue(),
        Queue(5),
        PriorityQueue(),
        LifoQueue(2),
        UniversalQueue(),
        TaskGroup(),
        SchedFIFO(),
        SchedBarrier(),
        timeout_after(1),
        ignore_after(1),
        disable_cancellation(),
    ]
    for o in objs:
        p(repr(o), str(o) == repr(o))
    e, l, s = objs[0], objs[2], objs[5]
    await l.acquire()
    for o, f in ((e, waiter), (e, waiter), (l, acq), (s, acq), (objs[10], getter)):
        await spawn(f, o, daemon=True)
    await sleep(0)
    for o in objs:
        p(repr(o))
    await objs[3].acquire()
    await objs[3].acquire()
    await objs[8].set_value("v")
    await objs[9].set_value("w")
    await objs[11].put(1)
    await objs[14].put(2)
    for o in objs:
        p(repr(o))
    r = Result()
    await r.set_exception(ValueError("x"))
    p(r, r.is_set())
    r = UniversalResult()
    await r.set_exception(ValueError("x"))
    p(r, r.is_set())
    t = await spawn(waiter, Event())
    p(repr(t), t.name, t.state)
    await sleep(0)
    p(repr(t))
    t.name = "other"
    p(t.__repr__())
    await t.cancel()
    p(repr(t), t.where(), t.traceback())
    t = await spawn(sleep(1))
    p(repr(t))
    await t.cancel()
    t = await spawn(sleep, 1)
    p(repr(t))
    await t.join()
    t = await spawn(e.set)
    p(repr(t))
    await t.join()
    import functools

    t = await spawn(functools.partial(sleep, 0))
    p(repr(t))
    await t.join()
    th = await spawn_thread(print, "x")
    p(repr(th))
    await th.join()
    p(repr(Kernel), repr(Task), repr(run), repr(timeout_after))
    k = Kernel()
    p(k)
    k._shutdown_funcs = None
    p(repr(sleep(1)), repr(clock), repr(spawn))
    for c in (
        CurioError,
        CancelledError,
        TaskCancelled,
        TaskTimeout,
        TimeoutCancellationError,
        UncaughtTimeoutError,
        TaskError,
        SyncIOError,
        ResourceBusy,
        ReadResourceBusy,
        WriteResourceBusy,
        AsyncOnlyError,
    ):
        p(c, c.__mro__, repr(c("x", 1)), str(c("x")))
    for o in (Event, Lock, RLock, Semaphore, Condition, Result, Queue):
        try:
            o(1, 2, 3)
        except TypeError as ex:
            p(ex)
    for f in (
        timeout_after,
        ignore_after,
        sleep,
        spawn,
        clock,
        current_task,
        check_cancellation,
        set_cancellation,
        run_in_thread,
        block_in_thread,
        spawn_thread,
        disable_cancellation,
    ):
        try:
            r = f()
            if hasattr(r, "close"):
                r.close()
            p(f.__name__, type(r).__name__)
        except TypeError as ex:
            p(ex)


run(main)
