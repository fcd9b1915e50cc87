# Pins down: Cancelled passes except Exception, finally, with, async with, generators and ExitStack like any BaseException.
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress

import trio


@contextmanager
def timed(label):
    begin = trio.current_time()
    try:
        yield
    finally:
        print(f"  {label} took {trio.current_time() - begin:.1f}")


@asynccontextmanager
async def session(name, broken=False):
    try:
        yield name
    except trio.Cancelled as exc:
        print(f"  {name} leaves because of {type(exc).__name__}")
        raise
    finally:
        if broken:
            raise RuntimeError(f"{name} cannot close")


async def greedy():
    try:
        await trio.sleep(5)
    except Exception:
        print("  except Exception does not see it")
    else:
        print("  never")


async def stack(broken):
    async with AsyncExitStack() as exits:
        for n in range(3):
            await exits.enter_async_context(session(f"session {n}", broken and n == 1))
        exits.push_async_callback(greedy)
        with timed("body"), suppress(ValueError):
            await trio.sleep(5)


async def main():
    for job in (greedy, lambda: stack(False), lambda: stack(True)):
        outcome = "finished"
        try:
            with trio.move_on_after(1) as scope:
                await job()
        except RuntimeError as exc:
            outcome = f"{exc!r} <- {type(exc.__context__).__name__}"
        print(f"{trio.current_time():.1f} {outcome}, called {scope.cancel_called} caught {scope.cancelled_caught}")


trio.run(main)
