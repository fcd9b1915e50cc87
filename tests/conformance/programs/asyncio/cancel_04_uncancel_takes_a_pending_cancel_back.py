# uncancel: to zero it also clears a cancel that was not delivered yet; swallowing does not lower cancelling()
import asyncio


async def worker(events):
    me = asyncio.current_task()
    try:
        await events["go"].wait()
        print("woken normally, cancelling", me.cancelling())
        await asyncio.sleep(0)
        print("no cancel came, cancelling", me.cancelling())
    except asyncio.CancelledError:
        print("cancelled, cancelling", me.cancelling())
    await asyncio.sleep(0)
    print("after swallowing, cancelling", me.cancelling())
    print("uncancel ->", me.uncancel())
    print("uncancel below zero ->", me.uncancel())


async def self_cancel():
    me = asyncio.current_task()
    me.cancel("mine")
    me.cancel("again")
    print("pending twice:", me.cancelling())
    print("uncancel ->", me.uncancel())
    print("uncancel ->", me.uncancel())
    await asyncio.sleep(0)
    print("nothing was delivered")
    me.cancel("for real")
    me.cancel()
    me.uncancel()
    try:
        await asyncio.sleep(0)
        print("not reached")
    except asyncio.CancelledError as e:
        print(f"delivered {e!r}, cancelling {me.cancelling()}")
        me.uncancel()
    return me.cancelling()


async def main():
    events = {"go": asyncio.Event()}
    task = asyncio.create_task(worker(events))
    await asyncio.sleep(1)
    task.cancel()
    await task
    print("self:", await asyncio.create_task(self_cancel()))


asyncio.run(main())
