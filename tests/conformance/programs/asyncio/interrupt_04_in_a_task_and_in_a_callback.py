# Where Ctrl-C comes while a task or a callback runs, the handler runs in the middle of it; a handler of the program's own stays in place.
import asyncio
import signal
import time


async def presser(times):
    await asyncio.sleep(1)
    for _ in range(times):
        signal.raise_signal(signal.SIGINT)
        print("pressed at", time.monotonic())
    await asyncio.sleep(1)
    print("presser goes on")


async def main(times):
    task = asyncio.create_task(presser(times), name="presser")
    try:
        await asyncio.sleep(5)
    finally:
        print("main leaves at", time.monotonic(), "presser done:", task.done())


for times in (1, 2):
    try:
        asyncio.run(main(times))
    except BaseException as error:
        print(times, repr(error), repr(error.__context__))


def own(signum, frame):
    print("own handler", signum, frame.f_code.co_name)


print(signal.signal(signal.SIGINT, own) is signal.default_int_handler)
asyncio.run(main(2))
print(signal.getsignal(signal.SIGINT) is own)
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.raise_signal(signal.SIGINT)
print(repr(signal.signal(signal.SIGINT, signal.default_int_handler)))
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt as error:
    print("outside of any loop:", repr(error))
