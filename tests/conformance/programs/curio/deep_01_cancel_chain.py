# pins down: tasks that join tasks, cancel through a chain is not passed on, cancelling from within cleanup, self cancel
import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def leaf():
    try:
        await curio.sleep(5)
        await log("leaf done")
    finally:
        await log("leaf over")


async def middle():
    t = await curio.spawn(leaf)
    try:
        await t.join()
    except curio.CancelledError as exc:
        await log("middle sees", repr(exc), t.terminated)
        await curio.sleep(1)
        await log("middle waits on purpose")
        await t.cancel()
        await log("middle cancelled leaf", repr(t.exception))
        raise
    except curio.TaskError as exc:
        await log("middle", repr(exc.__cause__))


async def top():
    t = await curio.spawn(middle)
    await t.join()


async def oneself():
    me = await curio.current_task()
    await log("cancels itself")
    try:
        await me.cancel(blocking=False)
        await log("nothing yet", me.cancelled)
        await curio.sleep(1)
    except curio.CancelledError as exc:
        await log(repr(exc))
    try:
        async with curio.timeout_after(1):
            await curio.sleep(5)
    except curio.TaskTimeout:
        await log("timeouts still work")
    return "ok"


async def waits_for_itself():
    me = await curio.current_task()
    await curio.ignore_after(1, me.wait)
    await log("gave up waiting for itself")
    try:
        await me.cancel()
    except curio.CancelledError as exc:
        await log("cancelled while waiting for itself", repr(exc))


async def main():
    t = await curio.spawn(top)
    await curio.sleep(1)
    await t.cancel()
    await log("top", repr(t.exception))
    m = await curio.spawn(middle)
    await curio.sleep(1)
    await m.cancel()
    await log("middle", repr(m.exception))
    s = await curio.spawn(oneself)
    await log(await s.join())
    w = await curio.spawn(waits_for_itself)
    await w.wait()
    await curio.sleep(5)


curio.run(main)
