# pins down: in debug mode the loop refuses coroutine functions as callbacks, the library's too, and calls out of other threads
import asyncio


async def own():
    pass


def attempt(call, *args):
    try:
        print("fine", type(call(*args)).__name__)
    except (TypeError, RuntimeError) as e:
        print(type(e).__name__, e)


async def main():
    loop = asyncio.get_running_loop()
    for callback in own, asyncio.sleep, asyncio.Event().wait, asyncio.Queue().get, asyncio.wait_for:
        attempt(loop.call_soon, callback)
        attempt(loop.call_later, 1, callback)
        attempt(loop.call_soon_threadsafe, callback)

    def in_a_thread():
        attempt(loop.call_soon, print, "not printed")
        attempt(loop.call_later, 0, print, "not printed")
        attempt(loop.call_at, 0, print, "not printed")
        attempt(loop.call_soon_threadsafe, print, "printed")

    await asyncio.to_thread(in_a_thread)


asyncio.run(main(), debug=True)
