# pins down: a getter that comes while others wait goes behind them, even past an item that is there
import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def getter(q, name):
    await log(name, "asks")
    await log(name, "got", await q.get())


async def main():
    q = curio.Queue()
    tasks = [await curio.spawn(getter, q, "a"), await curio.spawn(getter, q, "b")]
    await curio.sleep(0)
    await q.put(1)
    tasks.append(await curio.spawn(getter, q, "c"))
    await log("one item for", len(q._get_waiting), q.qsize())
    got = await curio.ignore_after(1, q.get, timeout_result="main waited behind")
    await log(got, q.qsize())
    await q.put(2)
    await q.put(3)
    await curio.sleep(0.5)
    await q.put(4)
    await curio.sleep(0.5)
    await log(q.qsize(), [t.terminated for t in tasks])
    for t in tasks:
        await t.cancel()
    q = curio.Queue(1)
    await q.put("x")

    async def putter(name):
        await q.put(name)
        await log(name, "put")

    p = [await curio.spawn(putter, n) for n in "de"]
    await curio.sleep(0)
    await log("main gets", await q.get())
    await q.put("main was faster")
    await curio.sleep(0)
    await log(q.qsize(), [t.terminated for t in p])
    for _ in range(3):
        await log("main gets", await q.get())
        await curio.sleep(0)


curio.run(main)
