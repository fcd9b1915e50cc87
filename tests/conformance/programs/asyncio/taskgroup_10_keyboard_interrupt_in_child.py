# TaskGroup: KeyboardInterrupt or SystemExit in a child leaves the loop at once; main and siblings are cancelled by the shutdown
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def sibling():
    try:
        await asyncio.sleep(60)
    finally:
        stamp("sibling finally")


async def bomb(exc):
    await asyncio.sleep(1)
    stamp("raising", repr(exc))
    raise exc


async def main(exc):
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(sibling())
            tg.create_task(bomb(exc))
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError as e:
                stamp("body", repr(e))
                raise
    except BaseException as e:
        stamp("main sees", repr(e))
        raise
    finally:
        stamp("main finally")


for exc in (KeyboardInterrupt("ctrl c"), SystemExit(3)):
    try:
        asyncio.run(main(exc))
    except BaseException as e:
        stamp("run raised", repr(e))
