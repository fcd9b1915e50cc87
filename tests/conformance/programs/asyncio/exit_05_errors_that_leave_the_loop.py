# pins down: SystemExit and KeyboardInterrupt out of a group's child have the cancellation as context; sys.exit(None)
import asyncio
import sys


async def waiter(name):
    try:
        await asyncio.sleep(9)
    except asyncio.CancelledError as e:
        print("  ", name, "cancelled", e.args)
        raise


async def leave(error):
    await asyncio.sleep(0.1)
    raise error


async def group(error, waits):
    async with asyncio.TaskGroup() as tg:
        tg.create_task(leave(error), name="leave")
        tg.create_task(waiter("sibling"))
        if waits:
            await waiter("body")


def errors():
    return SystemExit(7), KeyboardInterrupt("by hand"), GeneratorExit("no base error")


for way in lambda e: group(e, True), lambda e: group(e, False):
    for error in errors():
        try:
            asyncio.run(way(error))
        except BaseException as e:
            print(repr(e), "context", repr(e.__context__))
for status in (), (None,), (3,), ("message",), ((1, 2),):
    try:
        sys.exit(*status)
    except SystemExit as e:
        print(e.args, e.code)
