# pins down: timeouts of None, TaskTimeout raised by hand, UncaughtTimeoutError
import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def attempt(name, coro):
    try:
        await log(name, "gives", await coro)
    except BaseException as exc:
        await log(name, "raises", repr(exc), "context", repr(exc.__context__))


async def none_block():
    async with curio.timeout_after(None):
        await curio.sleep(1)


async def none_inside():
    async with curio.timeout_after(1):
        async with curio.timeout_after(None):
            await curio.sleep(2)


async def none_outside():
    async with curio.timeout_after(None):
        async with curio.timeout_after(1):
            await curio.sleep(2)


async def by_hand():
    async with curio.timeout_after(1):
        raise curio.TaskTimeout(0)


async def by_hand_late():
    async with curio.timeout_after(1):
        raise curio.TaskTimeout(1e9)


async def no_args():
    async with curio.timeout_after(1):
        raise curio.TaskTimeout


async def escapes():
    async with curio.timeout_after(5):
        async with curio.timeout_after(1) as inner:
            try:
                await curio.sleep(2)
            finally:
                await log("inner finally")


async def escapes_caught():
    async with curio.timeout_after(5):
        try:
            async with curio.timeout_after(1):
                await curio.sleep(2)
        except curio.TaskTimeout:
            await log("caught between")
            await curio.sleep(1)


async def cancelled_inside():
    async with curio.timeout_after(5):
        raise curio.TaskCancelled("self")


async def main():
    for f in (none_block, none_inside, none_outside, by_hand, by_hand_late, no_args, escapes, escapes_caught, cancelled_inside):
        await attempt(f.__name__, f())
    await attempt("call", curio.timeout_after(1, none_inside))
    await attempt("ignore", curio.ignore_after(3, escapes))


curio.run(main)
