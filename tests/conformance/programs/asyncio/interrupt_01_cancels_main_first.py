# Ctrl-C (SIGINT) cancels the main task, and KeyboardInterrupt leaves `run` once that has ended, its cancellation as the context.
import asyncio
import signal
import time


async def worker(name):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print(name, "cancelled at", time.monotonic())
        raise


async def main():
    loop = asyncio.get_running_loop()
    print("handler is the default one:", signal.getsignal(signal.SIGINT) is signal.default_int_handler)
    orphan = asyncio.create_task(worker("orphan"))
    loop.call_later(1, signal.raise_signal, signal.SIGINT)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(worker("one"))
            group.create_task(worker("two"))
            await asyncio.sleep(5)
    except asyncio.CancelledError as error:
        print("main cancelled at", time.monotonic(), error.args, asyncio.current_task().cancelling())
        await asyncio.sleep(1)
        print("main cleaned up; orphan done:", orphan.done())
        raise


try:
    asyncio.run(main())
except KeyboardInterrupt as error:
    print(repr(error), "at", time.monotonic(), "context", repr(error.__context__))
print("handler is the default one:", signal.getsignal(signal.SIGINT) is signal.default_int_handler)
