# pins down: which calls give up the turn: sleep(0) does, clock, spawn, set, put, release and current_task do not
import curio

trace = []


async def other(name):
    for n in range(4):
        trace.append(f"{name}{n}")
        await curio.sleep(0)


async def section(title):
    print(title, " ".join(trace))
    trace.clear()


async def main():
    await curio.spawn(other, "a")
    t = await curio.spawn(other, "b")
    trace.append("m0")
    await curio.clock()
    await curio.current_task()
    trace.append("m1")
    lock, event, queue, sema = curio.Lock(), curio.Event(), curio.Queue(), curio.Semaphore(1)
    async with lock:
        trace.append("lock")
    async with sema:
        trace.append("sema")
    await event.set()
    await event.wait()
    await queue.put(1)
    await queue.get()
    trace.append("m2")
    await section("without a turn:")
    await curio.sleep(0)
    trace.append("m3")
    await curio.sleep(0)
    trace.append("m4")
    await t.join()
    trace.append("joined")
    await section("with turns:")
    async with curio.TaskGroup() as g:
        for name in "xyz":
            await g.spawn(other, name)
        trace.append("body")
    await section("group:")
    async with curio.TaskGroup() as g:
        trace.append("empty")
    await section("empty group:")
    async with curio.timeout_after(5):
        trace.append("timeout")
    await section("timeout:")


curio.run(main)
