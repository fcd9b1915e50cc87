# pins down: UniversalEvent and UniversalQueue between tasks and threads: order, bounds, join, cancelled getters
import time

import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


def say(*words):
    print(f"{time.monotonic():.2f}", *words)


def producer(q, n):
    for k in range(n):
        say("thread puts", k)
        q.put(k)
        time.sleep(0.5)
    q.put(None)
    say("thread waits for the queue")
    q.join()
    say("thread ends")
    return "produced"


def consumer(q):
    got = []
    while (item := q.get()) is not None:
        say("thread got", item)
        got.append(item)
        time.sleep(0.25)
        q.task_done()
    return got


async def waits(event, name):
    await event.wait()
    await log(name, "through")


async def main():
    event = curio.UniversalEvent()
    t = await curio.spawn(waits, event, "task")
    th = await curio.spawn(curio.run_in_thread, event.wait)
    await curio.sleep(1)
    await log(event.is_set(), repr(event).endswith("[unset]>"))
    await event.set()
    await log("set")
    await t.join()
    await th.join()
    event = curio.UniversalEvent()
    t = await curio.spawn(waits, event, "task")
    await curio.run_in_thread(event.set)
    await t.join()

    q = curio.UniversalQueue(maxsize=2)
    p = await curio.spawn(curio.run_in_thread, producer, q, 5)
    await curio.sleep(0.75)
    while (item := await q.get()) is not None:
        await log("task got", item, q.qsize(), q.empty(), q.full())
        await curio.sleep(1)
        await q.task_done()
    await q.task_done()
    await log(await p.join())

    q = curio.UniversalQueue()
    c = await curio.spawn(curio.run_in_thread, consumer, q)
    for k in range(4):
        await q.put(k)
        await log("task put", k)
        await curio.sleep(0.1 * k)
    await q.join()
    await log("all done")
    await q.put(None)
    await log(await c.join())
    g = await curio.spawn(q.get)
    h = await curio.spawn(q.get)
    await curio.sleep(0)
    await g.cancel()
    await q.put("for h")
    await log(await h.join(), q.qsize())
    await log(await curio.ignore_after(1, q.get), q.qsize())
    await q.put("stays")
    await log(q.qsize())


curio.run(main)
