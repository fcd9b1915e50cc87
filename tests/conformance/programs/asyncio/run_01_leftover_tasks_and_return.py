# run: leftover tasks are cancelled when main ends, awaited, and their errors go to the exception handler
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def background(name, cleanup=0.0, error=None, swallow=False):
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError:
        stamp(name, "cancelled")
        await asyncio.sleep(cleanup)
        stamp(name, "cleaned up")
        if error:
            raise error
        if not swallow:
            raise


async def made_last():
    stamp("made last, still gets one step")


async def main(tasks):
    def handler(loop, ctx):
        stamp("HANDLER", ctx["message"], repr(ctx["exception"]), ctx["task"].get_name())

    asyncio.get_running_loop().set_exception_handler(handler)
    tasks.append(asyncio.create_task(background("slow", 2)))
    tasks.append(asyncio.create_task(background("broken", 1, OSError("flush")), name="broken"))
    tasks.append(asyncio.create_task(background("swallows", 0, swallow=True)))
    await asyncio.sleep(1)
    tasks.append(asyncio.create_task(made_last()))
    return "main's value"


tasks = []
stamp("run ->", asyncio.run(main(tasks)))
for task in tasks:
    stamp("cancelled" if task.cancelled() else repr(task.exception()))


async def fails():
    asyncio.create_task(background("of a failing main"))
    await asyncio.sleep(0)
    raise ValueError("main failed")


try:
    asyncio.run(fails())
except ValueError as e:
    stamp("run raised", repr(e))
try:
    asyncio.run("not a coroutine")
except (ValueError, TypeError) as e:
    stamp(type(e).__name__, e)


async def nested():
    coro = made_last()
    try:
        asyncio.run(coro)
    except RuntimeError as e:
        stamp("RuntimeError:", e)
    coro.close()


asyncio.run(nested())
try:
    asyncio.get_running_loop()
except RuntimeError as e:
    stamp("RuntimeError:", e)
