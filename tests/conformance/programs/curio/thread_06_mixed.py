# pins down: threads while the loop is blocked, many at once, sleeping in turn; an error in call_on_cancel's thread; pools
import time

import curio
from curio.workers import ThreadPool


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


def say(*words):
    print(f"{time.monotonic():.2f}", *words)


def steps(name, *delays):
    for delay in delays:
        time.sleep(delay)
        say(name, "step", delay)
    return name


def nested(f, *args):
    say("nested begins")
    result = [f(*args), (lambda: steps("lambda", 0.5))()]
    say("nested ends")
    return result


async def main():
    a = await curio.spawn(curio.run_in_thread, steps, "a", 1, 1, 1)
    b = await curio.spawn(curio.run_in_thread, steps, "b", 0.5, 1, 1)
    await curio.sleep(0.25)
    time.sleep(2)
    await log("unblocked")
    await log(await a.join(), await b.join())
    await log(await curio.run_in_thread(nested, steps, "c", 0.25))
    async with curio.TaskGroup(wait=any) as g:
        for n in range(3):
            await g.spawn(curio.run_in_thread, steps, f"any{n}", 1 + n)
    await log(g.result, [type(e).__name__ for e in g.exceptions])
    await curio.sleep(3)
    pool = ThreadPool(2)

    async def use(n):
        worker = await pool.reserve()
        try:
            return await worker.apply(steps, (f"pool{n}", 1))
        finally:
            await worker.release()

    async with curio.TaskGroup() as g:
        for n in range(5):
            await g.spawn(use, n)
    await log(g.results)
    pool.shutdown()
    t = await curio.spawn(curio.disable_cancellation, curio.run_in_thread, steps, "shielded", 1)
    await curio.sleep(0.5)
    await t.cancel()
    await log(t.cancelled, t.result)
    t = await curio.spawn(curio.timeout_after, 1, curio.run_in_thread, steps, "exact", 1)
    await t.wait()
    await log(repr(t.exception) if t.exception else t.result)
    await log(await curio.run_in_thread(lambda: sum(steps("sum", 0.1) == "sum" for _ in range(3))))


curio.run(main)
