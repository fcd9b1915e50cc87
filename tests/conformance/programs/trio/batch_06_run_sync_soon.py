# Pins down: run_sync_soon runs callbacks in order, before tasks of the next batch; idempotent ones once; errors end the run.
import trio

log = []


async def stepper():
    for i in range(4):
        log.append(f"step {i}")
        await trio.lowlevel.checkpoint()


async def main():
    token = trio.lowlevel.current_trio_token()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(stepper)
        token.run_sync_soon(log.append, "callback 1")
        token.run_sync_soon(log.append, "callback 2")
        for _ in range(3):
            token.run_sync_soon(log.append, "once", idempotent=True)
        log.append("body")
        await trio.lowlevel.checkpoint()
        log.append("body again")
    event = trio.Event()
    token.run_sync_soon(event.set)
    await event.wait()
    log.append("woken by a callback")
    print(*log, sep="\n")
    token.run_sync_soon(lambda: 1 / 0)
    try:
        await trio.sleep(1)
    except trio.Cancelled:
        print("main is cancelled")
        raise


try:
    trio.run(main)
except trio.TrioInternalError as exc:
    print(type(exc).__name__, repr(exc.__cause__))
