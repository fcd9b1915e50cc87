# pins down: cancel with every kind of exception, blocking and not, of tasks that raise, swallow, convert, take long or wait again
from curio import *


class MyError(Exception):
    pass


class MyCancel(CancelledError):
    pass


async def child(how):
    try:
        await sleep(5)
        return "slept"
    except BaseException as e:
        print(" ", repr(e), f"{await clock():.2f}")
        if how == "swallow":
            return "swallowed"
        if how == "convert":
            raise ValueError("converted")
        if how == "slow":
            await sleep(2)
        if how == "again":
            try:
                await sleep(3)
            except BaseException as other:
                print("  again", repr(other))
        raise


async def main():
    for how in ("raise", "swallow", "convert", "slow", "again"):
        for exc in (
            TaskCancelled,
            CancelledError,
            MyCancel,
            MyError,
            MyError("made"),
            TaskTimeout,
            SystemError,
            ValueError("x", 1),
        ):
            for blocking in (True, False):
                task = await spawn(child, how)
                await sleep(1)
                given = await task.cancel(exc=exc, blocking=blocking)
                print(how, exc, blocking, given, task.cancelled, task.terminated, task.state, f"{await clock():.2f}")
                await task.cancel(exc=MyError("second"))
                print(" ", task.joined, task.terminated, task.state)
                try:
                    print(" ", await task.join())
                except BaseException as e:
                    print(" ", repr(e), repr(e.__cause__), e.__suppress_context__, repr(e.__context__))
    try:
        await task.cancel(5)
    except TypeError as e:
        print(e)


run(main)
