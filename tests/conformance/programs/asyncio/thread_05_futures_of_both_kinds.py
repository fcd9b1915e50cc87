# Threads: wrap_future, run_coroutine_threadsafe with errors and cancels, executors' states, exceptions and contexts
import asyncio
import concurrent.futures
import contextvars
import threading
import time

var = contextvars.ContextVar("var", default="unset")


def work(x, delay=0):
    time.sleep(delay)
    if isinstance(x, BaseException):
        raise x
    return x, var.get(), threading.current_thread() is threading.main_thread()


async def job(x, delay=0):
    await asyncio.sleep(delay)
    if isinstance(x, BaseException):
        raise x
    return x


def from_thread(loop):
    results = []
    future = asyncio.run_coroutine_threadsafe(job("value", 1), loop)
    results.append(future.result())
    future = asyncio.run_coroutine_threadsafe(job(ValueError("bad"), 0.5), loop)
    try:
        future.result()
    except ValueError as e:
        results.append(repr(e))
    results.append((future.done(), future.cancelled(), repr(future.exception())))
    future = asyncio.run_coroutine_threadsafe(job("late", 100), loop)
    time.sleep(1)
    results.append((future.cancel(), future.cancelled()))
    try:
        asyncio.run_coroutine_threadsafe(42, loop)
    except TypeError as e:
        results.append(str(e))
    return results


async def main():
    loop = asyncio.get_running_loop()
    var.set("main")
    print(await asyncio.to_thread(work, 1, 1), loop.time())
    print(await loop.run_in_executor(None, work, 2, 1), loop.time())
    for error in (ValueError("v"), KeyError("k"), StopIteration("s")):
        try:
            await asyncio.to_thread(work, error)
        except BaseException as e:
            print(type(e).__name__, e, repr(e.__cause__))
    print(await asyncio.to_thread(from_thread, loop), loop.time())
    with concurrent.futures.ThreadPoolExecutor(2, thread_name_prefix="pool") as pool:
        futures = [loop.run_in_executor(pool, work, n, 1) for n in range(4)]
        print([f.done() for f in futures], type(futures[0]).__name__)
        print(await asyncio.gather(*futures), loop.time())
        outer = asyncio.wrap_future(pool.submit(work, "wrapped", 1))
        print(await outer, loop.time(), asyncio.wrap_future(outer) is outer)
    try:
        pool.submit(work, 1)
    except RuntimeError as e:
        print(e)
    task = asyncio.create_task(asyncio.to_thread(work, "abandoned", 2))
    await asyncio.sleep(1)
    task.cancel()
    print(await asyncio.gather(task, return_exceptions=True), loop.time())
    try:
        await asyncio.wait_for(asyncio.to_thread(work, "slow", 5), 1)
    except TimeoutError:
        print("timeout", loop.time())
    done = threading.Event()
    loop.call_later(1, done.set)
    print(await asyncio.to_thread(done.wait), loop.time())
    lock = asyncio.Lock()
    async with lock:
        waiting = asyncio.create_task(lock.acquire())
        await asyncio.to_thread(time.sleep, 1)
        print(waiting.done())
    print(await waiting, loop.time())


asyncio.run(main())
