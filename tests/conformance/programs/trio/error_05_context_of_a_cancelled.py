# Pins down: a Cancelled is made when it is delivered: if that happens inside an except block of the canceller, that error is its context.
import trio


async def victim(label, *checkpoints):
    try:
        for wait in checkpoints or (trio.sleep_forever,):
            await wait()
    except trio.Cancelled as exc:
        print(f"{trio.current_time():.1f} {label}: source {exc.source}, context {exc.__context__!r}")
        raise


async def fails(exc, task_status=trio.TASK_STATUS_IGNORED):
    await trio.sleep(1)
    raise exc


async def cancels_while_handling(scope):
    try:
        raise LookupError("being handled")
    except LookupError:
        await trio.sleep(1)
        scope.cancel("from an except block")
        await trio.lowlevel.cancel_shielded_checkpoint()


async def attempt(label, fn):
    print(label)
    try:
        await fn()
    except* (ValueError, KeyError) as group:
        print(f"    out: {group!r}")


async def body_raises():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(victim, "    child")
        await trio.sleep(1)
        nursery.start_soon(victim, "    child just spawned")
        raise KeyError("body")


async def child_raises():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(victim, "    sibling")
        nursery.start_soon(fails, ValueError("child"))
        await victim("    body")


async def start_fails():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(victim, "    blocked child")

        async def spawns_and_fails(task_status):
            nursery.start_soon(victim, "    spawned by the failing start")
            raise KeyError("start")

        await nursery.start(spawns_and_fails)


async def cancelled_in_a_handler():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(victim, "    child")
        await cancels_while_handling(nursery.cancel_scope)


async def deadline():
    with trio.move_on_after(1):
        try:
            raise ValueError("handled by the victim itself")
        except ValueError:
            await victim("    under a deadline")


async def already_cancelled():
    with trio.CancelScope() as scope:
        try:
            raise ValueError("first")
        except ValueError:
            scope.cancel()
        await victim("    at its next checkpoint", trio.lowlevel.checkpoint)


async def main():
    for fn in (body_raises, child_raises, start_fails, cancelled_in_a_handler, deadline, already_cancelled):
        await attempt(fn.__name__, fn)


trio.run(main)
