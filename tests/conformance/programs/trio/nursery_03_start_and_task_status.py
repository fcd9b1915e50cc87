# Pins down: start returns what started() is given; before that the child belongs to the caller, after it to the nursery.
import trio


def stamp(*words):
    print(f"{trio.current_time():.1f}", *words)


async def server(name, port, *, fail=None, setup=0.5, task_status=trio.TASK_STATUS_IGNORED):
    stamp(name, "setting up")
    await trio.sleep(setup)
    if fail == "before":
        raise OSError("port taken")
    task_status.started(port)
    stamp(name, "serving")
    await trio.sleep(2)
    if fail == "after":
        raise OSError("crashed")
    stamp(name, "stopped")


async def quits(task_status):
    stamp("quits early")


async def twice(task_status):
    task_status.started(1)
    task_status.started(2)


async def main():
    async with trio.open_nursery() as nursery:
        stamp("value", await nursery.start(server, "http", 80))
        nursery.start_soon(server, "plain", 81)
        try:
            await nursery.start(server, "busy", 82, )
            with trio.move_on_after(0.2) as scope:
                await nursery.start(server, "slow", 83)
            stamp("slow start timed out", scope.cancelled_caught)
        finally:
            stamp("body done")
    try:
        async with trio.open_nursery() as nursery:
            try:
                from functools import partial

                await nursery.start(partial(server, "bad", 84, fail="before"))
            except OSError as exc:
                stamp("bare at the call:", repr(exc))
            try:
                await nursery.start(quits)
            except RuntimeError as exc:
                stamp("RuntimeError:", exc)
            with trio.move_on_after(1) as scope:
                await nursery.start(partial(server, "outlives", 85, fail="after"))
                stamp("now the scope no longer applies")
                await trio.sleep(5)
            stamp("scope caught", scope.cancelled_caught)
    except ExceptionGroup as group:
        stamp("in the nursery:", group.exceptions)
    try:
        async with trio.open_nursery() as nursery:
            await nursery.start(twice)
    except* RuntimeError as group:
        stamp(group.exceptions)


trio.run(main)
