# timeout: only the expired one turns the cancel into TimeoutError; an outer cancel at the same time stays a cancel
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def nested(outer, inner):
    try:
        async with asyncio.timeout(outer) as o:
            try:
                async with asyncio.timeout(inner) as i:
                    await asyncio.sleep(10)
            except TimeoutError:
                stamp("inner TimeoutError")
                await asyncio.sleep(1)
                stamp("went on after it")
    except TimeoutError:
        stamp("outer TimeoutError")
    stamp(f"outer={outer} inner={inner}: expired outer {o.expired()} inner {i.expired()}, "
          f"cancelling {asyncio.current_task().cancelling()}")


async def cancelled_too(cancel_first):
    me, loop = asyncio.current_task(), asyncio.get_running_loop()
    try:
        async with asyncio.timeout(1) as cm:
            if cancel_first:
                loop.call_at(cm.when() - 0.5, me.cancel, "outside")
            else:
                loop.call_at(cm.when(), me.cancel, "outside")
            await asyncio.sleep(10)
    except TimeoutError:
        stamp("TimeoutError, cancelling", me.cancelling())
        await asyncio.sleep(0)
        stamp("and no cancel afterwards")
    except asyncio.CancelledError as e:
        stamp("CancelledError", e.args, "expired", cm.expired(), "cancelling", me.cancelling())


async def swallowed_inside():
    async with asyncio.timeout(1) as cm:
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            stamp("swallowed")
        await asyncio.sleep(1)
    stamp("left with expired", cm.expired(), "cancelling", asyncio.current_task().cancelling())


async def other_error():
    try:
        async with asyncio.timeout(1) as cm:
            try:
                await asyncio.sleep(10)
            finally:
                raise KeyError("cleanup")
    except KeyError as e:
        stamp("KeyError", e.args, "context", repr(e.__context__), "expired", cm.expired())


async def main():
    await nested(2, 1)
    await nested(1, 2)
    await nested(1.5, 1)
    await nested(1, 1)
    await asyncio.create_task(cancelled_too(True))
    await asyncio.create_task(cancelled_too(False))
    await asyncio.create_task(swallowed_inside())
    await asyncio.create_task(other_error())


asyncio.run(main())
