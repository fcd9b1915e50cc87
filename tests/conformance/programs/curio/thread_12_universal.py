# pins down: universal queues, events and results between tasks and threads; pools of threads that are used up
from curio import *
import threading, queue, time


async def main():
    # Universal primitives with plain threads
    q = UniversalQueue(maxsize=2)
    out = []

    def prod(n):
        for i in range(n):
            q.put(i)
            out.append(("put", i, round(time.monotonic(), 2)))
            time.sleep(0.1)
        q.put(None)
        q.join()
        out.append(("joined", round(time.monotonic(), 2)))

    t = threading.Thread(target=prod, args=(5,), name="producer")
    t.start()
    while True:
        x = await q.get()
        await sleep(0.3)
        await q.task_done()
        out.append(("got", x, round(await clock(), 2)))
        if x is None:
            break
    await run_in_thread(t.join)
    for o in out:
        print(o)
    # consumer thread
    q = UniversalQueue()
    got = []

    def cons():
        while (x := q.get()) is not None:
            got.append(x)
            q.task_done()
        q.task_done()

    t = threading.Thread(target=cons)
    t.start()
    for i in range(3):
        await q.put(i)
        await sleep(0.1)
    await q.put(None)
    await q.join()
    await run_in_thread(t.join)
    print(got, t.is_alive())
    # async thread using universal queue
    q2 = UniversalQueue()

    def at():
        q2.put("plain")
        AWAIT(q2.put("via await"))
        AWAIT(q2.put, "callable")
        return q2.qsize()

    t = await spawn_thread(at)
    print(await t.join(), [await q2.get() for _ in range(3)])
    e = UniversalEvent()
    woken = []

    def w(n):
        e.wait()
        woken.append((n, round(time.monotonic(), 2)))

    ts = [await spawn(run_in_thread, w, i) for i in range(3)]
    await sleep(1)
    await e.set()
    for t in ts:
        await t.join()
    print(sorted(woken))  # the order of real threads is chance
    e2 = UniversalEvent()

    def setter():
        time.sleep(0.5)
        e2.set()

    t = await spawn(run_in_thread, setter)
    await e2.wait()
    print("set", round(await clock(), 2))
    await t.join()
    r = UniversalResult()

    def unw():
        try:
            print("unwrapped", r.unwrap())
        except ValueError as ex:
            print("unw", repr(ex))

    t = await spawn(run_in_thread, unw)
    await sleep(0.3)
    await r.set_value(5)
    await t.join()
    r = UniversalResult()
    t = await spawn(run_in_thread, unw)
    await sleep(0.3)
    await r.set_exception(ValueError("u"))
    await t.join()
    r = UniversalResult()

    def setr():
        time.sleep(0.2)
        r.set_value("from thread")

    t = await spawn(run_in_thread, setr)
    print(await r.unwrap())
    await t.join()
    # threading primitives
    lk, ev, sem = threading.Lock(), threading.Event(), threading.Semaphore(2)

    def worker(i):
        with sem:
            with lk:
                out.append(i)
            ev.wait()
            time.sleep(0.1 * i)
            return i

    ts = [await spawn(run_in_thread, worker, i) for i in range(4)]
    await sleep(0.5)
    ev.set()
    print([await t.join() for t in ts], round(await clock(), 2))
    qq = queue.Queue()

    def put_later():
        time.sleep(0.4)
        qq.put("late")

    t = await spawn(run_in_thread, put_later)
    print(await run_in_thread(qq.get), round(await clock(), 2))
    await t.join()
    ts = [await spawn(block_in_thread, qq.get) for _ in range(3)]
    await sleep(0.1)
    for i in range(3):
        qq.put(i)
    print([await t.join() for t in ts])
    # cancel block_in_thread
    ts = [await spawn(block_in_thread, qq.get) for _ in range(2)]
    await sleep(0.1)
    await ts[1].cancel()
    await ts[0].cancel()
    print([repr(t.exception) for t in ts])
    qq.put(1)
    qq.put(2)
    await sleep(0.1)
    print(qq.qsize())
    # executor
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as ex:
        print(await run_in_executor(ex, max, 1, 2))
        async with TaskGroup() as g:
            for i in range(3):
                await g.spawn(run_in_executor, ex, lambda i=i: i * 2)
        print(g.results)
        try:
            await run_in_executor(ex, int, "x")
        except ValueError as e:
            print(e)

    # many
    def slow(i):
        time.sleep(1)
        return i

    t0 = await clock()
    async with TaskGroup() as g:
        for i in range(70):
            await g.spawn(run_in_thread, slow, i)
    print(sum(g.results), round(await clock() - t0, 2))
    from curio.workers import ThreadPool, MAX_WORKER_THREADS, reserve_thread_worker

    p = ThreadPool(2)
    w1 = await p.reserve()
    w2 = await p.reserve()
    print(await ignore_after(0.5, p.reserve), await w1.apply(slow, (3,)), await w2.apply(max, (1, 2)))
    await w1.release()
    w3 = await p.reserve()
    print(w3 is w1, MAX_WORKER_THREADS)
    await w3.release()
    await w2.release()
    p.shutdown()
    print(p.workers)
    w = await reserve_thread_worker()
    print(await w.apply(slow, (1,)))
    await w.release()
    # cancel a queued request
    ev.clear()
    ts = [await spawn(run_in_thread, ev.wait) for _ in range(64)]
    await sleep(0)
    try:
        await timeout_after(1, run_in_thread, slow, 1)
    except TaskTimeout:
        print("pool exhausted", round(await clock(), 2))
    ev.set()
    for t in ts:
        await t.join()
    print(await run_in_thread(slow, 2))


run(main)
