# Pins down: one cancel reaches tasks blocked directly in the scope before tasks inside a scope of their own, whatever their age.
import trio


async def waits(name, how):
    try:
        await how()
    except trio.Cancelled:
        print(f"{name} cancelled")
        raise


async def in_scope(name, how):
    with trio.CancelScope():
        await waits(name, how)


async def in_nursery(name, how):
    async with trio.open_nursery() as nursery:
        nursery.start_soon(waits, f"{name}'s child", how)


async def main():
    event, lock = trio.Event(), trio.Lock()
    send, receive = trio.open_memory_channel(0)
    lock.acquire_nowait()
    semaphore = trio.Semaphore(0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(waits, "1 sleep", lambda: trio.sleep(10))
        nursery.start_soon(waits, "2 event", event.wait)
        nursery.start_soon(in_scope, "3 event in scope", event.wait)
        nursery.start_soon(waits, "4 sleep_forever", trio.sleep_forever)
        nursery.start_soon(in_nursery, "5", event.wait)
        nursery.start_soon(waits, "6 lock", lock.acquire)
        nursery.start_soon(waits, "7 receive", receive.receive)
        nursery.start_soon(waits, "8 sleep", lambda: trio.sleep(5))
        nursery.start_soon(waits, "9 semaphore", semaphore.acquire)
        await trio.sleep(1)
        nursery.cancel_scope.cancel()
        await waits("body", event.wait)


trio.run(main)
