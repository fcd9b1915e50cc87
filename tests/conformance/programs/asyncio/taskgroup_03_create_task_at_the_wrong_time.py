# TaskGroup: create_task before entering, while shutting down, and after the end is refused and closes the coroutine
import asyncio


async def job(name="job"):
    print(name, "runs")


def refused(tg, coro):
    try:
        tg.create_task(coro)
    except RuntimeError as e:
        print("RuntimeError:", e)
        print("  coroutine closed:", coro.cr_frame is None)


async def stubborn(tg):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        await asyncio.sleep(1)
        refused(tg, job("during shutdown"))


async def fails():
    await asyncio.sleep(1)
    raise ZeroDivisionError("on purpose")


async def main():
    tg = asyncio.TaskGroup()
    refused(tg, job("too early"))
    try:
        async with tg:
            tg.create_task(stubborn(tg))
            tg.create_task(fails())
    except* ZeroDivisionError as group:
        print(group.exceptions)
    refused(tg, job("too late"))
    try:
        async with tg:
            pass
    except RuntimeError as e:
        print("RuntimeError:", e)
    try:
        async with asyncio.TaskGroup() as tg:
            try:
                tg.create_task(fails())
                await asyncio.sleep(5)
            finally:
                refused(tg, job("in the body's finally"))
    except* ZeroDivisionError:
        print("done")


asyncio.run(main())
