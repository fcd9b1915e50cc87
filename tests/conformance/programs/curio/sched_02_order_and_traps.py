# pins down: the order of turns around each primitive, and every trap used by hand
from curio import *
from curio.sched import SchedFIFO, SchedBarrier
from curio.traps import (
    _scheduler_wait,
    _scheduler_wake,
    _get_current,
    _get_kernel,
    _clock,
    _sleep,
    _spawn,
    _cancel_task,
    _set_timeout,
    _unset_timeout,
    _future_wait,
)

out = []


async def w(n, f, *a):
    out.append(f"{n}>")
    try:
        r = await f(*a)
    except BaseException as e:
        out.append(f"{n}!{type(e).__name__}")
        raise
    out.append(f"{n}<")
    return r


async def flush(t):
    print(t, " ".join(out))
    out.clear()


async def main():
    ts = [await spawn(w, i, sleep, 0) for i in range(3)]
    for t in ts:
        await t.join()
    await flush("sleep0")
    ts = [await spawn(w, i, sleep, 1 - i * 0.1) for i in range(3)] + [await spawn(w, "x", sleep, 1)]
    for t in ts:
        await t.join()
    await flush("sleep")
    e = Event()
    ts = [await spawn(w, i, e.wait) for i in range(3)]
    await sleep(0)
    ts.append(await spawn(w, "z", sleep, 0))
    await e.set()
    out.append("set")
    for t in ts:
        await t.join()
    await flush("event")
    l = Lock()

    async def crit(n):
        async with l:
            out.append(f"[{n}")
            await sleep(0)
            out.append(f"{n}]")

    ts = [await spawn(crit, i) for i in range(3)]
    for t in ts:
        await t.join()
    await flush("lock")
    q = Queue(1)

    async def p():
        for i in range(4):
            await q.put(i)
            out.append(f"p{i}")

    async def c(n):
        for i in range(2):
            x = await q.get()
            out.append(f"{n}g{x}")

    ts = [await spawn(p), await spawn(c, "a"), await spawn(c, "b")]
    for t in ts:
        await t.join()
    await flush("queue")
    ts = [await spawn(w, i, sleep, 5) for i in range(3)]
    await sleep(1)
    for t in reversed(ts):
        await t.cancel(blocking=False)
    out.append("all cancelled")
    for t in ts:
        await t.wait()
    await flush("cancel")
    t = await spawn(w, "t", sleep, 1)
    js = [await spawn(w, f"j{i}", t.join) for i in range(3)]
    for j in js:
        await j.join()
    await flush("join")

    # same instant: sleep end, timeout, cancel
    async def tm():
        try:
            async with timeout_after(1):
                await sleep(1)
            out.append("slept")
        except TaskTimeout:
            out.append("timeout")

    for _ in range(2):
        await (await spawn(tm)).join()

    async def tm2():
        async with ignore_after(1) as s:
            await sleep(2)
        out.append(str(s.expired))

    t = await spawn(tm2)
    await sleep(1)
    await t.cancel()
    out.append(repr(t._final_exc))
    await flush("instant")
    f, b = SchedFIFO(), SchedBarrier()
    ts = [await spawn(w, f"f{i}", f.suspend) for i in range(3)] + [await spawn(w, f"b{i}", b.suspend, "MINE") for i in range(3)]
    await sleep(0)
    print(f, b, len(f), len(b), bool(f), [t.state for t in ts])
    await f.wake()
    await b.wake(1)
    await sleep(0)
    await flush("sched")
    await f.wake(2)
    await b.wake()
    await sleep(0)
    await flush("sched")
    for t in ts:
        await t.join()
    print((await _get_current()).name, type(await _get_kernel()).__name__, await _clock() == await clock())
    t = await _spawn(w("raw", sleep, 0))
    await t.join()
    print(t.daemon, t.parentid == (await current_task()).id)
    t = await spawn(w, "v", sleep, 9)
    await sleep(0)
    await _cancel_task(t, exc=TaskCancelled, val="value")
    await t.wait()
    print(repr(t.exception))
    t = await spawn(w, "v", sleep, 9)
    await sleep(0)
    await _cancel_task(t)
    await t.wait()
    print(repr(t.exception))
    prev = await _set_timeout(await clock() + 1)
    print(prev)
    try:
        await sleep(5)
    except TaskTimeout as ex:
        print("low", round(ex.args[0], 2))
    print(await _unset_timeout(prev) == await clock())
    from concurrent.futures import Future

    fu = Future()
    t = await spawn(w, "fut", _future_wait, fu)
    await sleep(0)
    print(t.state)
    fu.set_result(5)
    await t.join()
    fu = Future()
    t = await spawn(w, "fut", _future_wait, fu)
    await sleep(0)
    await t.cancel()
    print(fu.cancelled(), fu) if 0 else print(fu.cancelled())
    await flush("traps")
    t = await current_task()
    print(
        t.name,
        t.id,
        t.parentid,
        t.cycles,
        t.state,
        t.daemon,
        t.cancelled,
        t.terminated,
        t.allow_cancel,
        t.cancel_pending,
        t.taskgroup,
        t.joined,
        t.timeout,
        t.sleep,
        t.future,
        t.cancel_func,
    )
    import types

    @types.coroutine
    def rawtrap():
        return (yield ("trap_clock",))

    print(await rawtrap() == await clock())


run(main)
