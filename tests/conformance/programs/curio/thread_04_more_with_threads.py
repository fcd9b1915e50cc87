# pins down: async threads with queues, timeouts, groups and nested functions; tasks spawned from a thread
import time

import curio
from curio import AWAIT, spawn_thread


def say(*words):
    print(f"{time.monotonic():.2f}", *words)


async def child(n):
    await curio.sleep(n)
    return n * 10


def producer(q, count):
    def make(n):
        time.sleep(0.25)
        return n * n

    for n in range(count):
        item = make(n)
        AWAIT(q.put(item))
        say("put", item)
    AWAIT(q.put(None))


def consumer(q):
    total = 0
    while True:
        item = AWAIT(q.get())
        if item is None:
            return total
        say("got", item)
        total += item
        AWAIT(curio.sleep(0.5))


def limited():
    try:
        with curio.timeout_after(1):
            AWAIT(curio.sleep(2))
    except curio.TaskTimeout as exc:
        say("timed out", repr(exc))
    with curio.ignore_after(1) as t:
        AWAIT(curio.sleep(5))
    say(t.expired)


def with_group():
    with curio.TaskGroup() as g:
        for n in (2, 1):
            AWAIT(g.spawn(child, n))
        for task in g:
            say("done", task.result)
    t = AWAIT(curio.spawn(child, 1))
    return AWAIT(t.join())


async def main():
    q = curio.Queue(1)
    p = await spawn_thread(producer, q, 4)
    c = await spawn_thread(consumer, q)
    print(await c.join(), await p.join())
    await (await spawn_thread(limited)).join()
    print(await (await spawn_thread(with_group)).join())
    event = curio.Event()

    def waits():
        AWAIT(event.wait())
        say("event came")
        return AWAIT(curio.clock())

    t = await spawn_thread(waits)
    await curio.sleep(1)
    await event.set()
    print(await t.join())


curio.run(main)
