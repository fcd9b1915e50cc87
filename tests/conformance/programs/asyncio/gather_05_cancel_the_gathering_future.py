# gather: cancelling the gathering future itself; it ends with CancelledError though cancelled() is False
import asyncio
import time


async def child(n, swallow=False):
    try:
        await asyncio.sleep(10 + n)
        return n
    except asyncio.CancelledError as e:
        print(f"{time.monotonic():.1f} child {n} cancelled {e.args}")
        if swallow:
            return f"swallowed {n}"
        raise


async def main():
    future = asyncio.gather(*(child(i) for i in range(3)))
    await asyncio.sleep(1)
    print("cancel ->", future.cancel("enough"))
    print("done at once:", future.done())
    try:
        await future
    except asyncio.CancelledError as e:
        print(f"{time.monotonic():.1f} awaiting it: {e!r}")
    print("cancelled():", future.cancelled(), "exception:", repr(future._exception))

    future = asyncio.gather(*(child(i, swallow=True) for i in range(3)))
    await asyncio.sleep(1)
    future.cancel()
    try:
        print(await future)
    except asyncio.CancelledError as e:
        print(f"{time.monotonic():.1f} all swallowed, still {e!r}")

    future = asyncio.gather(child(0), child(1, swallow=True), return_exceptions=True)
    await asyncio.sleep(1)
    print("cancel ->", future.cancel("with message"))
    try:
        print(await future)
    except asyncio.CancelledError as e:
        print(f"{time.monotonic():.1f} with return_exceptions: {e!r}")
    print("cancel a done one ->", future.cancel())


asyncio.run(main())
