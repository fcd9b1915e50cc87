# Pins down: wait_task_rescheduled with an abort function that lets the cancel through or refuses it; reschedule with value or error.
import outcome
import trio
from trio.lowlevel import Abort, current_task, reschedule, wait_task_rescheduled

sleepers = {}


async def park(name, verdict):
    sleepers[name] = current_task()

    def abort(raise_cancel):
        print(f"{trio.current_time():.1f} abort asked of {name}: {verdict.name}")
        return verdict

    try:
        value = await wait_task_rescheduled(abort)
        print(f"{trio.current_time():.1f} {name} got {value!r}")
    except BaseException as exc:
        print(f"{trio.current_time():.1f} {name} got {type(exc).__name__}{exc.args}")
        raise


async def main():
    with trio.move_on_after(1):
        await park("lets go", Abort.SUCCEEDED)
    with trio.move_on_after(1) as scope:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(park, "holds on", Abort.FAILED)
            with trio.CancelScope(shield=True):
                await trio.sleep(3)
            reschedule(sleepers["holds on"], outcome.Value("late"))
    print("caught", scope.cancelled_caught)
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(park, "gets an error", Abort.FAILED)
            await trio.sleep(1)
            reschedule(sleepers["gets an error"], outcome.Error(OSError("hardware")))
    except* OSError as group:
        print(group.exceptions)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(park, "no value", Abort.FAILED)
        await trio.sleep(1)
        reschedule(sleepers["no value"])


trio.run(main)
