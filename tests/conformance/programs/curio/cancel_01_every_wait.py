# pins down: every kind of wait against a cancel, a timeout, and a cancel in the same instant as what was waited for
import time

import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


def waits():
    event, lock, sema, cond, queue, full = (curio.Event(), curio.Lock(), curio.Semaphore(0), curio.Condition(),
                                            curio.Queue(), curio.Queue(1))
    result, uevent, uqueue, uresult = curio.Result(), curio.UniversalEvent(), curio.UniversalQueue(), curio.UniversalResult()

    async def wait_cond():
        async with cond:
            await cond.wait()

    async def notify():
        async with cond:
            await cond.notify_all()

    yield "event", event.wait, event.set, lambda: event
    yield "lock", lock.acquire, lock.release, lambda: lock
    yield "sema", sema.acquire, sema.release, lambda: sema
    yield "cond", wait_cond, notify, lambda: cond
    yield "get", queue.get, lambda: queue.put(1), lambda: queue
    yield "put", lambda: full.put(2), full.get, lambda: full
    yield "join", full.join, full.task_done, lambda: full
    yield "result", result.unwrap, lambda: result.set_value(1), lambda: result
    yield "uevent", uevent.wait, uevent.set, lambda: uevent
    yield "uqueue", uqueue.get, lambda: uqueue.put(1), lambda: uqueue.qsize()
    yield "uresult", uresult.unwrap, lambda: uresult.set_value(1), lambda: uresult
    yield "sleep", lambda: curio.sleep(1), None, lambda: None
    yield "thread", lambda: curio.run_in_thread(time.sleep, 1), None, lambda: None


async def prepare(name, thing):
    if name == "lock":
        await thing.acquire()
    if name in ("put", "join") and not thing.full():
        await thing.put(0)


async def waiter(name, wait):
    try:
        return "got", await wait()
    finally:
        await log(name, "leaves")


def state(thing):
    text = repr(thing)
    return text[text.index(">") if " [" not in text else text.index(" [") :] if " at 0x" in text else text


async def main():
    for how in ("cancel", "timeout", "then cancel", "cancel then", "same instant"):
        for name, wait, release, thing in waits():
            await prepare(name, thing())
            t = await curio.spawn(waiter, name, wait)
            if how == "timeout":
                await t.cancel(blocking=False)
                t = await curio.spawn(curio.timeout_after, 0.5, waiter, name, wait)
                await t.wait()
            elif how == "cancel":
                await curio.sleep(0.5)
                await t.cancel()
            else:
                await curio.sleep(1 if release is None or how == "same instant" else 0.5)
                if release and how != "cancel then":
                    await release()
                await t.cancel(blocking=False)
                if release and how == "cancel then":
                    try:
                        await release()
                    except AssertionError as exc:
                        await log("release", repr(exc))
                await t.wait()
            await log(how, name, repr(t.exception) if t.exception else t.result, state(thing()))


curio.run(main)
