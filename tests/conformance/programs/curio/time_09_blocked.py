# pins down: timeouts that expire while the loop is blocked, in front of each kind of wait; producers, conditions and threads that run out of time
from curio import *
import curio, time


# blocking inside with queue of timers; ordering across primitives under blocking calls
async def p(n, d):
    await sleep(d)
    print(n, f"{await clock():.2f}")


async def block_main():
    ts = [await spawn(p, i, i * 0.1) for i in range(5)]
    await sleep(0)
    time.sleep(0.25)
    print("blocked")
    await sleep(0)
    print("turn")
    for t in ts:
        await t.join()

    async def late():
        async with timeout_after(0.1):
            time.sleep(0.3)
            await sleep(0)
            print("sleep0 passed")
            await sleep(0.1)

    try:
        await late()
    except TaskTimeout as e:
        print(repr(e))

    async def late2():
        async with ignore_after(0.1) as s:
            time.sleep(0.3)
            q = Queue()
            await q.put(1)
            print(await q.get())
            await Event().wait()
        return s.expired

    print(await late2())

    async def late3():
        l = Lock()
        await l.acquire()
        try:
            async with timeout_after(0.1):
                time.sleep(0.2)
                await l.acquire()
        except TaskTimeout:
            print("lock", l._waiting, l.locked())

    await late3()
    t = await spawn(sleep, 1)
    time.sleep(2)
    print(await t.join() >= 2)
    try:
        async with timeout_after(1):
            time.sleep(3)
            t = await spawn(sleep, 0)
            await t.join()
    except TaskTimeout:
        print("tt join", t.state, t.terminated)
    async with timeout_after(1) as s1:
        try:
            async with timeout_after(0.5) as s2:
                time.sleep(0.7)
                await sleep(0.1)
        except TaskTimeout:
            print("in2")
        await sleep(0.2)
        print("still in 1")
    try:
        async with timeout_after(1):
            try:
                async with timeout_after(0.5):
                    time.sleep(2)
                    await sleep(0.1)
            except (TaskTimeout, TimeoutCancellationError) as e:
                print("both", repr(e)[:26])
            print("between", repr((await current_task()).cancel_pending)[:11])
            await sleep(1)
    except TaskTimeout as e:
        print("outer")


async def prod_cancel():
    q = Queue(2)
    prods = []

    async def prod(i):
        try:
            for k in range(5):
                await q.put((i, k))
        finally:
            print("prod", i, "stops")

    prods = [await spawn(prod, i) for i in range(3)]
    await sleep(0.1)
    got = [await q.get() for _ in range(4)]
    print(got)
    for t in prods:
        await t.cancel()
    print(q.qsize(), [await q.get() for _ in range(q.qsize())])
    sem = Semaphore(1)

    async def use(i, d):
        async with sem:
            print("use", i)
            await sleep(d)

    ts = [await spawn(use, i, 1) for i in range(4)]
    await sleep(0.5)
    await ts[0].cancel()
    await ts[2].cancel()
    await sleep(0.1)
    print(sem) if 0 else print(sem.value, sem.locked())
    for t in ts:
        await t.wait()
    print(sem.value)


async def cond_timeouts():
    c = Condition()

    async def w(i, d):
        async with c:
            r = await ignore_after(d, c.wait, timeout_result="to")
            print(i, r, c.locked(), f"{await clock():.2f}")
            await sleep(0.05)

    ts = [await spawn(w, i, 0.1 * (i + 1)) for i in range(4)]
    await sleep(0.25)
    async with c:
        await c.notify(1)
        await sleep(0.1)
    for t in ts:
        await t.join()

    async def pred():
        async with c:
            try:
                await timeout_after(0.5, c.wait_for, lambda: False)
            except TaskTimeout:
                print("pred", c.locked())

    await pred()
    print(c.locked())


async def thread_timeouts():
    def f(n):
        time.sleep(n)
        return n

    for n in (0.5, 1, 1.5):
        print(await ignore_after(1, run_in_thread, f, n, timeout_result="late"), f"{await clock():.2f}")

    async def both():
        async with TaskGroup(wait=any) as g:
            await g.spawn(run_in_thread, f, 2)
            await g.spawn(sleep, 1)
        return g.result

    print(await both() > 0, f"{await clock():.2f}")
    t = await spawn(run_in_thread, f, 1)
    await sleep(0.5)
    await t.cancel()
    print(repr(t.exception), f"{await clock():.2f}")
    async with disable_cancellation():
        try:
            r = await timeout_after(0.5, run_in_thread, f, 1)
            print("done", r)
        except BaseException as e:
            print(repr(e))
        print(repr(await check_cancellation())[:11])
    print("after")

    def at():
        try:
            with timeout_after(0.5):
                time.sleep(1)
                AWAIT(sleep(0))
                print("s0")
                AWAIT(sleep(1))
        except TaskTimeout as e:
            print("at", repr(e)[:11])
        with ignore_after(0.5) as s:
            AWAIT(sleep(0.2))
        print(s.expired, s.result)
        with disable_cancellation():
            AWAIT(sleep(0.5))
            print(repr(AWAIT(check_cancellation())))
        try:
            AWAIT(check_cancellation())
        except CancelledError as e:
            print("cc", repr(e))
            raise

    t = await spawn_thread(at)
    await sleep(2.2)
    await t.cancel()
    print(repr(t.exception))


for m in (block_main, prod_cancel, cond_timeouts, thread_timeouts):
    print("==", m.__name__)
    try:
        run(m)
    except BaseException as e:
        print("!!", repr(e))
