# pins down: a task cancelled before its first step begins all the same and is cancelled at its first wait
import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def work(name):
    await log(name, "begins")
    try:
        await curio.sleep(0)
        await log(name, "passed sleep(0)")
        await curio.sleep(1)
    finally:
        await log(name, "ends")


async def quick():
    print("quick runs")
    return 5


async def main():
    t = await curio.spawn(work, "a")
    await t.cancel()
    await log("a", repr(t.exception))
    q = await curio.spawn(quick)
    await q.cancel()
    await log("quick", q.cancelled, q.result, q.exception)
    t = await curio.spawn(work, "b")
    await curio.sleep(0)
    await t.cancel(blocking=False)
    await t.wait()
    try:
        await t.join()
    except curio.TaskError as exc:
        await log("join", repr(exc.__cause__))


curio.run(main)
