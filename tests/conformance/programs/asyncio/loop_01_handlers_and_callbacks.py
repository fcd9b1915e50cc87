# loop: errors in callbacks go to the exception handler, and the loop goes on; a broken handler does not stop it either
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


def boom(text):
    raise ValueError(text)


async def main():
    loop = asyncio.get_running_loop()
    print(loop.get_exception_handler())

    def handler(loop, ctx):
        stamp("HANDLER", type(ctx["exception"]).__name__, ctx["exception"], sorted(ctx))

    loop.set_exception_handler(handler)
    loop.call_soon(boom, "soon")
    loop.call_later(1, boom, "later")
    future = loop.create_future()
    future.add_done_callback(lambda f: boom("callback"))
    future.add_done_callback(lambda f: stamp("the next callback runs"))
    future.set_result(1)
    await asyncio.sleep(2)
    loop.call_exception_handler({"message": "by hand", "exception": KeyError("k"), "extra": 1})
    print(loop.get_exception_handler() is handler, loop.is_running(), loop.get_debug())
    try:
        loop.set_exception_handler("not callable")
    except TypeError as e:
        print("TypeError:", e)
    for bad in (lambda: loop.call_later(None, boom), lambda: loop.run_until_complete(asyncio.sleep(0))):
        try:
            bad()
        except (TypeError, RuntimeError) as e:
            print(f"{type(e).__name__}: {e}")
    timer = loop.call_later(5, boom, "never")
    print(round(timer.when(), 1), timer.cancelled(), timer.cancel(), timer.cancelled())
    loop.stop()
    await asyncio.sleep(0)


try:
    asyncio.run(main())
except RuntimeError as e:
    stamp("RuntimeError:", e)
