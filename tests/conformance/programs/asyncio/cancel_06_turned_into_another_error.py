# cancel: a task may turn the cancel into an error or a result of its own; the canceller sees that instead
import asyncio
import time


class Aborted(Exception):
    pass


async def translate():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        raise Aborted("stopped") from None


async def fail_in_finally():
    try:
        await asyncio.sleep(10)
    finally:
        await asyncio.sleep(0.5)
        raise OSError("flush failed")


async def give_result():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        return "partial"


async def return_in_finally():
    try:
        await asyncio.sleep(10)
    finally:
        return "override"


async def slow_goodbye():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        await asyncio.sleep(2)
        raise


async def main():
    for job in translate, fail_in_finally, give_result, return_in_finally, slow_goodbye:
        task = asyncio.create_task(job(), name=job.__name__)
        await asyncio.sleep(1)
        task.cancel()
        try:
            outcome = await task
        except (Exception, asyncio.CancelledError) as e:
            outcome = f"{e!r} cause={e.__cause__!r} context={e.__context__!r}"
        print(f"{time.monotonic():.1f} {task.get_name()}: {outcome}; cancelled={task.cancelled()} cancelling={task.cancelling()}")


asyncio.run(main())
