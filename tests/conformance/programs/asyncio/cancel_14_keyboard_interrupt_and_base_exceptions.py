# BaseExceptions that are not Exception: in a task, in main, in a callback; what run() lets out and what still runs
import asyncio
import time


class Fatal(BaseException):
    pass


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def raises(exc):
    await asyncio.sleep(1)
    raise exc


async def bystander():
    try:
        await asyncio.sleep(50)
    finally:
        stamp("bystander finally")


async def awaits(exc):
    asyncio.create_task(bystander())
    task = asyncio.create_task(raises(exc))
    try:
        await task
    except BaseException as e:
        stamp("awaiter sees", repr(e), "task done", task.done())
        raise


async def gathers(exc):
    asyncio.create_task(bystander())
    try:
        await asyncio.gather(raises(exc), asyncio.sleep(5), return_exceptions=True)
    except BaseException as e:
        stamp("gatherer sees", repr(e))
        raise


async def direct(exc):
    asyncio.create_task(bystander())
    await raises(exc)


async def forgets(exc):
    asyncio.create_task(bystander())
    asyncio.create_task(raises(exc))
    try:
        await asyncio.sleep(50)
    except BaseException as e:
        stamp("main sees", repr(e))
        raise


def callback_raises(exc):
    raise exc


async def callback(exc):
    asyncio.create_task(bystander())
    asyncio.get_running_loop().call_later(1, callback_raises, exc)
    try:
        await asyncio.sleep(50)
    except BaseException as e:
        stamp("main sees", repr(e))
        raise


for make in (awaits, gathers, direct, forgets, callback):
    for exc in (KeyboardInterrupt("^C"), SystemExit(7), Fatal("own")):
        stamp("--", make.__name__, repr(exc))
        if make is callback and isinstance(exc, Fatal) or make is forgets and isinstance(exc, Fatal):
            continue
        try:
            asyncio.run(make(exc))
        except BaseException as e:
            stamp("run raised", repr(e))
