# pins: scopes left in the wrong order, in another task, not entered; what the program sees of it
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def main():
    if BACKEND == "trio":
        log("trio has words of its own for this")
        return
    scope = anyio.CancelScope()
    try:
        scope.__exit__(None, None, None)
    except RuntimeError as error:
        log(error)

    outer, inner = anyio.CancelScope(), anyio.CancelScope()
    outer.__enter__()
    inner.__enter__()
    try:
        outer.__exit__(None, None, None)
    except RuntimeError as error:
        log(error)
    inner.__exit__(None, None, None)
    outer.__exit__(None, None, None)
    log("left in order")

    scope = anyio.CancelScope()
    scope.__enter__()

    async def other():
        try:
            scope.__exit__(None, None, None)
        except RuntimeError as error:
            log(error)

    async with anyio.create_task_group() as tg:
        tg.start_soon(other)
    scope.__exit__(None, None, None)

    async def generator():
        async with anyio.create_task_group() as tg:
            tg.start_soon(anyio.sleep, 0.5)
            yield 1
            yield 2

    async for item in generator():
        log(f"item {item}")
    log("a group in a generator that runs to its end")


anyio.run(main, backend=BACKEND)
