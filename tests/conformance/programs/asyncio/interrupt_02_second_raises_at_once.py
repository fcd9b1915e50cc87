# A second Ctrl-C does not wait for the main task's cleanup: KeyboardInterrupt leaves the loop at once, and `run` cancels what is left.
import asyncio
import signal
import time


async def main():
    loop = asyncio.get_running_loop()
    for when in (1, 2):
        loop.call_later(when, signal.raise_signal, signal.SIGINT)
    for attempt in range(3):
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError as error:
            print("attempt", attempt, "cancelled at", time.monotonic(), asyncio.current_task().cancelling())
            if attempt == 2:
                raise


try:
    asyncio.run(main())
except KeyboardInterrupt as error:
    print(repr(error), "at", time.monotonic(), "context", repr(error.__context__))
