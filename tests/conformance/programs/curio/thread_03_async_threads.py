# pins down: spawn_thread and AWAIT: tasks and threads in turn, errors both ways, locks and queues by plain with, cancel, groups
import time

import curio
from curio import AWAIT


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


def say(*words):
    print(f"{time.monotonic():.2f}", *words)


async def fails():
    await curio.sleep(0.5)
    raise KeyError("from the coroutine")


def worker(name, delay, lock):
    say(name, "begins")
    AWAIT(curio.sleep(delay))
    say(name, "slept")
    with lock:
        say(name, "has the lock")
        AWAIT(curio.sleep, 0.5)
        time.sleep(0.25)
    try:
        AWAIT(fails)
    except KeyError as exc:
        say(name, repr(exc))
    say(name, AWAIT(5), AWAIT(lambda x: x + 1, 2))
    return name


def crashes():
    AWAIT(curio.sleep(1))
    raise ValueError("thread")


def patient(name):
    try:
        AWAIT(curio.sleep(10))
    except curio.CancelledError as exc:
        say(name, "sees", repr(exc))
        raise


async def main():
    lock = curio.Lock()
    a = await curio.spawn_thread(worker, "a", 0.5, lock)
    await log("spawned a")
    b = await curio.spawn_thread(worker, "b", 0.75, lock)
    await log("spawned b", b.terminated)
    await log(await a.join(), await b.join(), a.result, a.exception)
    c = await curio.spawn_thread(crashes)
    try:
        await c.join()
    except curio.TaskError as exc:
        await log(repr(exc), repr(exc.__cause__))
    d = await curio.spawn_thread(patient, "d")
    await curio.sleep(1)
    await d.cancel()
    await log("cancelled", d.cancelled, repr(d.exception))
    async with curio.TaskGroup() as g:
        await g.spawn_thread(worker, "g", 0.5, lock)
        await g.spawn(curio.sleep, 1)
    await log(len(g.tasks), g.completed.result)
    async with curio.TaskGroup(wait=any) as g:
        await g.spawn_thread(patient, "e")
        await g.spawn(curio.sleep, 1)
    await log("group over")
    try:
        AWAIT(curio.sleep(1))
    except curio.CurioError as exc:
        await log(repr(exc))
    for bad in (fails, fails()):
        try:
            await curio.spawn_thread(bad)
        except TypeError as exc:
            await log(exc)


curio.run(main)
