# pins: threads: names and identities, reuse of idle workers, locks, events and queues of `threading` between them, generators and lambdas
import queue
import threading
import time

import anyio
from anyio import from_thread, to_thread

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


def who(seconds):
    me = threading.current_thread()
    time.sleep(seconds)
    assert me is threading.current_thread() and me is not threading.main_thread()
    return threading.get_ident()


lock = threading.Lock()
started = threading.Event()
jobs = queue.Queue(maxsize=2)


def locked(name):
    with lock:
        print(f"   {name} has the lock")
        time.sleep(1)
        print(f"   {name} lets it go")


def waits():
    print("   waiting for the event")
    started.wait()
    print("   event set")


def sets():
    time.sleep(1.5)
    started.set()


def produce():
    for n in range(4):
        jobs.put(n)
    jobs.put(None)


def consume():
    got = []
    while (item := jobs.get()) is not None:
        time.sleep(0.5)
        got.append(item)
    return got


class Counter:
    def __init__(self):
        self.n = 0

    def __call__(self, by):
        time.sleep(0.1)
        self.n += by
        return self.n

    def method(self, *, times):
        return [self(1) for _ in range(times)]


async def main():
    idents = [await to_thread.run_sync(who, 0.1) for _ in range(3)]
    log(f"one after the other: {len(set(idents))} thread")
    idents = []

    async def call():
        idents.append(await to_thread.run_sync(who, 1))

    async with anyio.create_task_group() as tg:
        for _ in range(3):
            tg.start_soon(call)
    log(f"at once: {len(set(idents))} threads, not this one: {threading.get_ident() not in idents}")
    log(f"{threading.current_thread() is threading.main_thread()}")

    async with anyio.create_task_group() as tg:
        for name in "ab":
            tg.start_soon(to_thread.run_sync, locked, name)
        tg.start_soon(to_thread.run_sync, waits)
        tg.start_soon(to_thread.run_sync, sets)
    log("locks and events done")
    async with anyio.create_task_group() as tg:
        tg.start_soon(to_thread.run_sync, produce)
        log(f"{await to_thread.run_sync(consume)}")
    counter = Counter()
    log(await to_thread.run_sync(counter, 5))
    log(await to_thread.run_sync(lambda: counter.method(times=3)))
    log(await to_thread.run_sync(sorted, [3, 1, 2]))
    log(await to_thread.run_sync(lambda: [from_thread.run_sync(counter, 1) for _ in range(2)]))


anyio.run(main, backend=BACKEND)
