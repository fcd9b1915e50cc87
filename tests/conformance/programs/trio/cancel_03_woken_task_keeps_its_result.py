# Pins down: a task already woken when the cancel comes keeps its result and is cancelled at its next checkpoint.
import trio


async def receiver(receive, scope):
    with scope:
        item = await receive.receive()
        print("received", item, "though cancel_called is", scope.cancel_called)
        try:
            await trio.lowlevel.checkpoint()
            print("not reached")
        finally:
            print("cancelled at the next checkpoint")
    print("caught", scope.cancelled_caught)


async def waiter(event, scope):
    with scope:
        await event.wait()
        print("event came first")
        await trio.sleep(1)
    print("caught", scope.cancelled_caught)


async def taker(lock, scope):
    with scope:
        async with lock:
            print("lock is mine")
        print("left the lock without a checkpoint")
    print("caught", scope.cancelled_caught, "locked", lock.locked())


async def main():
    send, receive = trio.open_memory_channel(0)
    event, lock = trio.Event(), trio.Lock()
    await lock.acquire()
    scopes = [trio.CancelScope() for _ in range(4)]
    async with trio.open_nursery() as nursery:
        nursery.start_soon(receiver, receive, scopes[0])
        nursery.start_soon(waiter, event, scopes[1])
        nursery.start_soon(taker, lock, scopes[2])
        await trio.sleep(1)
        send.send_nowait("parcel")
        event.set()
        lock.release()
        for scope in scopes:
            scope.cancel()
    print("-- cancelled first, then the event")
    event = trio.Event()
    scope = trio.CancelScope()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(waiter, event, scope)
        await trio.sleep(1)
        scope.cancel()
        event.set()


trio.run(main)
