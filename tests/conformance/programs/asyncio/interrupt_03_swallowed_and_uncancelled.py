# A main task that swallows the cancellation of Ctrl-C returns as if nothing had been; one that is cancelled by more than it raises CancelledError.
import asyncio
import signal
import time


async def swallows():
    asyncio.get_running_loop().call_later(1, signal.raise_signal, signal.SIGINT)
    try:
        await asyncio.sleep(5)
    except asyncio.CancelledError:
        print("swallowed at", time.monotonic())
    return "value"


async def twice():
    main = asyncio.current_task()
    loop = asyncio.get_running_loop()
    loop.call_later(1, signal.raise_signal, signal.SIGINT)
    loop.call_later(1, main.cancel, "by hand too")
    await asyncio.sleep(5)


async def inside_timeout():
    asyncio.get_running_loop().call_later(1, signal.raise_signal, signal.SIGINT)
    async with asyncio.timeout(1):
        await asyncio.sleep(5)


for main in (swallows, twice, inside_timeout):
    try:
        print(main.__name__, asyncio.run(main()))
    except BaseException as error:
        print(main.__name__, repr(error), repr(error.__context__))
