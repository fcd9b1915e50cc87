# pins down: threads of the standard library beside curio: threading.Thread, Event, Lock, queue.Queue, waited for in run_in_thread
import queue
import threading
import time

import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


def say(*words):
    print(f"{time.monotonic():.2f}", *words)


def producer(q, count):
    for n in range(count):
        time.sleep(0.5)
        q.put(n)
        say("put", n)
    q.put(None)


class Counter(threading.Thread):
    def __init__(self, lock):
        super().__init__()
        self.lock = lock

    def run(self):
        for n in range(2):
            with self.lock:
                time.sleep(0.5)
                say("counted", n)
            time.sleep(0.1)


def locked(lock, name):
    with lock:
        say(name, "has the lock")
        time.sleep(1)
    say(name, "let go")


async def main():
    event = threading.Event()
    t = await curio.spawn(curio.run_in_thread, event.wait)
    await curio.sleep(1)
    event.set()
    await log("set", await t.join())

    q = curio.UniversalQueue()
    p = threading.Thread(target=producer, args=(q, 3))
    p.start()
    while (item := await q.get()) is not None:
        await log("got", item)
    await curio.run_in_thread(p.join)
    await log(p.is_alive())

    q = queue.Queue(1)
    p = threading.Thread(target=producer, args=(q, 2))
    p.start()
    while (item := await curio.block_in_thread(q.get)) is not None:
        await log("got", item)
        await curio.sleep(0.75)

    lock = threading.Lock()
    c = Counter(lock)
    c.start()
    async with curio.TaskGroup() as g:
        await curio.sleep(0.1)
        await g.spawn(curio.run_in_thread, locked, lock, "a")
        await g.spawn(curio.run_in_thread, c.join)
    await log(lock.locked(), c.is_alive())


curio.run(main)
