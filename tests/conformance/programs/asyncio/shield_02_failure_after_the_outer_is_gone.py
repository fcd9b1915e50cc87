# shield: once the outer was cancelled nobody listens to the inner; its later failure is an exception never retrieved
import asyncio
import gc
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def inner(seconds, fail):
    await asyncio.sleep(seconds)
    if fail:
        raise OSError("disk full")
    return "saved"


async def request(task):
    try:
        return await asyncio.shield(task)
    finally:
        stamp("request leaves, inner done:", task.done())


async def main():
    asyncio.get_running_loop().set_exception_handler(
        lambda loop, ctx: stamp("HANDLER", ctx["message"], repr(ctx["exception"])))

    task = asyncio.create_task(inner(2, fail=True))
    outer = asyncio.create_task(request(task))
    await asyncio.sleep(1)
    outer.cancel()
    await asyncio.wait([outer])
    await asyncio.sleep(2)
    stamp("inner done:", task.done())
    del task
    outer = None
    gc.collect()
    stamp("dropped")

    stamp("-- the inner fails while the outer waits")
    try:
        await request(asyncio.create_task(inner(1, fail=True)))
    except OSError as e:
        stamp("request raised", repr(e))

    stamp("-- shield of something done")
    done = asyncio.create_task(inner(0, fail=False))
    await done
    shielded = asyncio.shield(done)
    stamp("same object:", shielded is done, await shielded)

    stamp("-- cancelling the shield itself")
    task = asyncio.create_task(inner(1, fail=False))
    shielded = asyncio.shield(task)
    stamp("cancel ->", shielded.cancel("only me"))
    try:
        await shielded
    except asyncio.CancelledError as e:
        stamp(repr(e), "inner cancelled:", task.cancelled())
    stamp(await task)


asyncio.run(main())
