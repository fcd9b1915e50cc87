# pins down: run_in_thread: values, errors, order of threads, time.sleep in them, timeouts that leave the thread running, call_on_cancel
import time

import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


def say(*words):
    print(f"{time.monotonic():.2f}", *words)


def work(name, *delays, error=None):
    say(name, "begins")
    for delay in delays:
        time.sleep(delay)
        say(name, "after", delay)
    if error:
        raise error
    return name


def fails():
    time.sleep(0.5)
    raise ValueError("in thread")


async def main():
    await log(await curio.run_in_thread(work, "one", 1))
    try:
        await curio.run_in_thread(fails)
    except ValueError as exc:
        await log("raised", repr(exc), exc.__suppress_context__)
    async with curio.TaskGroup() as g:
        for n, delay in enumerate((1, 0.5, 1)):
            await g.spawn(curio.run_in_thread, work, f"t{n}", delay, 0.25)
        await g.spawn(curio.sleep, 1)
        await log("body ends")
    await log(g.results)
    try:
        async with curio.timeout_after(1):
            await curio.run_in_thread(work, "slow", 3)
    except curio.TaskTimeout as exc:
        await log("timed out", repr(exc))
    await log(await curio.run_in_thread(work, "meanwhile", 0.5))
    await curio.sleep(3)

    def hears(future):
        say("call_on_cancel", future.result())

    t = await curio.spawn(lambda: curio.run_in_thread(work, "watched", 1, call_on_cancel=hears))
    await curio.sleep(0.5)
    await t.cancel()
    await log("cancelled", repr(t.exception))
    await curio.sleep(2)
    t = await curio.spawn(curio.run_in_thread, work, "never", 1)
    await t.cancel()
    await log("cancelled before it began", repr(t.exception))
    await curio.sleep(2)
    t = await curio.spawn(curio.run_in_thread, work, "left behind", 5)
    await curio.sleep(0.5)
    await log("main ends")


curio.run(main)
