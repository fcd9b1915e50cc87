# gather: with several children failing in one turn the first to end is raised; the others are marked as retrieved
import asyncio
import gc
import time


async def fail(n, seconds):
    await asyncio.sleep(seconds)
    print(f"{time.monotonic():.1f} fail {n}")
    raise RuntimeError(n)


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, ctx: print("HANDLER", ctx["message"], repr(ctx.get("exception"))))
    try:
        await asyncio.gather(*(fail(n, 1) for n in range(3)))
    except RuntimeError as e:
        print(f"{time.monotonic():.1f} raised {e!r}")

    future = asyncio.gather(fail("x", 1), fail("y", 2))
    await asyncio.sleep(3)
    print("gather nobody awaited: done", future.done(), repr(future.exception()))

    future = asyncio.gather(fail("lost", 1))
    await asyncio.sleep(2)
    del future
    gc.collect()
    await asyncio.sleep(0)
    print("end")


asyncio.run(main())
