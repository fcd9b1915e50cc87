# asyncio.staggered: when the next attempt begins, who wins, what is cancelled, and the errors that are kept
import asyncio
from asyncio.staggered import staggered_race


def attempt(name, delay, error=None, cleanup=0):
    async def run():
        loop = asyncio.get_running_loop()
        print("  begin", name, loop.time() - started)
        try:
            await asyncio.sleep(delay)
        except asyncio.CancelledError:
            print("  cancelled", name, loop.time() - started)
            await asyncio.sleep(cleanup)
            raise
        if error:
            print("  fails", name, loop.time() - started)
            raise error
        return name
    return run


async def race(title, attempts, delay):
    global started
    started = asyncio.get_running_loop().time()
    try:
        result = await staggered_race(attempts, delay)
    except BaseException as e:
        result = repr(e)
    print(title, result, asyncio.get_running_loop().time() - started)


async def main():
    await race("first wins", [attempt("a", 1), attempt("b", 1)], 3)
    await race("second wins", [attempt("a", 5), attempt("b", 1)], 2)
    await race("first fails early", [attempt("a", 1, OSError("a")), attempt("b", 1)], 10)
    await race("all fail", [attempt("a", 1, OSError("a")), attempt("b", 2, ValueError("b")), attempt("c", 0, KeyError("c"))], 0.5)
    await race("one after the other", [attempt("a", 1, OSError("a")), attempt("b", 1, OSError("b")), attempt("c", 1)], None)
    await race("nobody", [], 1)
    await race("slow cleanup", [attempt("a", 10, cleanup=2), attempt("b", 1)], 1)
    await race("leaves", [attempt("a", 10), attempt("b", 1, KeyboardInterrupt)][:1], 1)
    task = asyncio.create_task(race("cancelled", [attempt("a", 10), attempt("b", 10)], 1))
    await asyncio.sleep(3)
    task.cancel("outside")
    print(await asyncio.gather(task, return_exceptions=True))
    await asyncio.sleep(1)


asyncio.run(main())
