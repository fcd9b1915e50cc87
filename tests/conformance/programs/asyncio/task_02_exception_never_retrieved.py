# Task: an error nobody looked at is reported when the task goes away, not before; looking at it, or awaiting, keeps it quiet
import asyncio
import gc
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def fails(what):
    await asyncio.sleep(0.5)
    raise ValueError(what)


async def main():
    def handler(loop, ctx):
        stamp("HANDLER", ctx["message"], repr(ctx["exception"]), sorted(ctx))

    asyncio.get_running_loop().set_exception_handler(handler)
    asyncio.create_task(fails("nobody holds it"))
    await asyncio.sleep(1)
    stamp("after the first")

    task = asyncio.create_task(fails("held"))
    await asyncio.sleep(1)
    stamp("held, done:", task.done())
    task = None
    stamp("dropped")

    task = asyncio.create_task(fails("looked at"))
    await asyncio.sleep(1)
    stamp(repr(task.exception()))
    task = None

    task = asyncio.create_task(fails("waited for"))
    await asyncio.wait([task])
    stamp("wait does not look")
    del task

    tasks = [asyncio.create_task(fails(i)) for i in range(3)]
    stamp(await asyncio.gather(*tasks, return_exceptions=True))
    del tasks
    future = asyncio.get_running_loop().create_future()
    future.set_exception(OSError("a future"))
    del future
    gc.collect()
    stamp("end")


asyncio.run(main())
