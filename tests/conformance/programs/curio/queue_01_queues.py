# pins down: bounded and unbounded queues, order of getters and putters, join and task_done, priority and lifo, cancelled waiters
import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def producer(q, name, count, delay):
    for n in range(count):
        await q.put((name, n))
        await log("put", name, n, q.qsize(), q.full())
        await curio.sleep(delay)


async def consumer(q, name, delay):
    while True:
        item = await q.get()
        await log(name, "got", item, q.qsize())
        await curio.sleep(delay)
        await q.task_done()


async def main():
    q = curio.Queue(2)
    await log(q.empty(), q.full(), q.qsize(), q.maxsize)
    consumers = [await curio.spawn(consumer, q, n, 1, daemon=True) for n in ("c1", "c2")]
    async with curio.TaskGroup() as g:
        await g.spawn(producer, q, "p", 4, 0.25)
        await g.spawn(producer, q, "r", 3, 0)
    await log("produced")
    await q.join()
    await log("joined", q.empty(), curio.Queue().full())
    for c in consumers:
        await c.cancel()
    getters = [await curio.spawn(q.get) for _ in range(4)]
    await curio.sleep(0)
    await getters[1].cancel()
    await q.put("first")
    late = await curio.spawn(q.get)
    for item in ("second", "third"):
        await q.put(item)
    await log("put three")
    await log([await t.join() for t in (getters[0], getters[2], getters[3])])
    await q.put("fourth")
    await log(await late.join())
    putters = [await curio.spawn(q.put, n) for n in range(5)]
    await curio.sleep(0)
    await log(q.qsize(), [t.terminated for t in putters])
    await putters[2].cancel()
    got = [await q.get()]
    await curio.sleep(0)
    await log(got, q.qsize(), [t.terminated for t in putters])
    got += [await q.get() for _ in range(3)]
    await log(got, q.qsize(), [t.terminated for t in putters])
    for kind in (curio.PriorityQueue, curio.LifoQueue):
        q = kind()
        for item in (3, 1, 2):
            await q.put(item)
        await log(kind.__name__, [await q.get() for _ in range(3)])
    q = curio.Queue()
    await log(await curio.ignore_after(1, q.get), await curio.ignore_after(1, q.join))
    await q.put(1)
    await log(await curio.ignore_after(1, q.join), repr(q).endswith(", len=1>"))


curio.run(main)
