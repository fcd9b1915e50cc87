# jobs beside the loop: cancelled ones, coroutines sent back, loops of their own, contexts and locks
import asyncio, threading, time, queue, concurrent.futures, contextvars, functools


def log(*a):
    print(f'{time.monotonic():.2f}', *a)
cv = contextvars.ContextVar('cv', default=0)


def blk(n, tag='x'):
    log('thread begins', tag)
    time.sleep(n)
    log('thread ends', tag)
    return tag


async def tick(n):
    for i in range(n):
        await asyncio.sleep(0.3)
        log('tick', i)


async def main():
    loop = asyncio.get_running_loop()
    t = asyncio.create_task(tick(4))
    log(await asyncio.gather(asyncio.to_thread(blk, 0.5, 'a'), asyncio.to_thread(blk, 0.2, 'b')))
    w = asyncio.create_task(asyncio.to_thread(blk, 1, 'c'))
    await asyncio.sleep(0.1)
    w.cancel()
    try:
        await w
    except asyncio.CancelledError:
        log('cancelled, thread goes on')
    await asyncio.sleep(1.2)
    ex = concurrent.futures.ThreadPoolExecutor(max_workers=1)
    loop.set_default_executor(ex)
    fs = [loop.run_in_executor(None, blk, 0.1, i) for i in range(3)]
    fs[1].cancel()
    log(await asyncio.gather(*fs, return_exceptions=True))
    stop = threading.Event()
    n = []

    def worker():
        while not stop.is_set():
            n.append(1)
            time.sleep(0.1)
        return len(n)
    f = loop.run_in_executor(None, worker)
    await asyncio.sleep(0.35)
    stop.set()
    log('worker', await f)

    def producer(q):
        for i in range(3):
            time.sleep(0.1)
            loop.call_soon_threadsafe(q.put_nowait, i)
        loop.call_soon_threadsafe(q.put_nowait, None)
    q = asyncio.Queue()
    p = loop.run_in_executor(None, producer, q)
    while (x := (await q.get())) is not None:
        log('got', x)
    await p

    def rc():
        fut = asyncio.run_coroutine_threadsafe(tick(2), loop)
        try:
            fut.result(timeout=0.4)
        except (TimeoutError, concurrent.futures.TimeoutError) as e:
            log('rc timeout', type(e).__name__, fut.cancel())
            return
        log('rc no timeout')
    await asyncio.to_thread(rc)

    def bad():

        async def c():
            raise KeyError('in coro')
        try:
            asyncio.run_coroutine_threadsafe(c(), loop).result()
        except KeyError as e:
            log('bad', repr(e))
            raise LookupError('thread') from e
    try:
        await asyncio.to_thread(bad)
    except LookupError as e:
        log(repr(e), repr(e.__cause__))

    def loopless():
        try:
            asyncio.get_running_loop()
        except RuntimeError as e:
            log(e)
        return asyncio.run(asyncio.sleep(0.1, 'own loop'))
    log(await asyncio.to_thread(loopless))
    cv.set(5)

    def ctx():
        v = cv.get()
        cv.set(9)
        return v
    log(await asyncio.to_thread(ctx), cv.get(), await loop.run_in_executor(None, ctx), cv.get())
    ev = asyncio.Event()

    def setter():
        time.sleep(0.2)
        loop.call_soon_threadsafe(ev.set)
    th = threading.Thread(target=setter)
    th.start()
    await ev.wait()
    log('ev', th.is_alive())
    lock = threading.Lock()
    total = 0

    def inc():
        nonlocal total
        for _ in range(3):
            with lock:
                v = total
                time.sleep(0.01)
                total = v + 1
    await asyncio.gather(*(asyncio.to_thread(inc) for _ in range(3)))
    log(total)
    try:
        async_timeout = await asyncio.wait_for(asyncio.to_thread(blk, 0.5, 'late'), 0.1)
    except TimeoutError:
        log('timeout')
    await t
asyncio.run(main())
log('done')
