# TaskGroup: a body error is grouped with the children's; CancelledError raised in the body comes out bare
import asyncio
import time


async def child(seconds, error=None):
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        if error:
            raise error
        raise


async def attempt(label, body, *children):
    tasks = []
    try:
        async with asyncio.TaskGroup() as tg:
            tasks = [tg.create_task(child(*c)) for c in children]
            await asyncio.sleep(1)
            if body is not None:
                raise body
        outcome = "finished"
    except BaseException as e:
        outcome = f"{e!r} cause={e.__cause__!r} context={e.__context__!r}"
    states = ["cancelled" if t.cancelled() else repr(t.exception()) for t in tasks]
    print(f"{time.monotonic():.1f} {label}: {outcome}")
    print("    children:", states, "cancelling", asyncio.current_task().cancelling())


async def main():
    await attempt("body error", ValueError("body"), (9,), (8,))
    await attempt("body error, child error in cleanup", ValueError("body"), (9, OSError("cleanup")), (8,))
    await attempt("CancelledError in the body", asyncio.CancelledError("odd"), (9,), (2,))
    await attempt("CancelledError, and a child fails", asyncio.CancelledError("odd"), (9, OSError("cleanup")))
    await attempt("no children", KeyError("alone"))
    await attempt("nothing wrong", None, (2,), (3,))
    await attempt("body raises a group", ExceptionGroup("mine", [ValueError(1), TypeError(2)]), (5,))
    await attempt("GeneratorExit", GeneratorExit("strange"), (5,))


asyncio.run(main())
