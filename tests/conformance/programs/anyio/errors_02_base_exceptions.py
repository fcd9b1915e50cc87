# pins: SystemExit and KeyboardInterrupt in a child or a body, GeneratorExit, how run() is left, what siblings see
import anyio

BACKEND = "asyncio"


async def sibling(name):
    try:
        await anyio.sleep(5)
    except BaseException as error:
        print(f"{name}: {isinstance(error, anyio.get_cancelled_exc_class())}")
        raise
    finally:
        print(f"{name} over")


async def leave(error, after):
    await anyio.sleep(after)
    raise error


async def child_leaves(error):
    try:
        async with anyio.create_task_group() as tg:
            tg.start_soon(sibling, "sibling")
            tg.start_soon(leave, error, 1)
            await sibling("body")
    except BaseException as left:
        print(f"main sees {type(left).__name__}")
        raise


async def body_leaves(error):
    try:
        async with anyio.create_task_group() as tg:
            tg.start_soon(sibling, "sibling")
            await leave(error, 1)
    except BaseException as left:
        print(f"main sees {type(left).__name__}")
        raise


for main in (child_leaves, body_leaves):
    for error in (SystemExit(3), KeyboardInterrupt("now")):
        print(f"-- {main.__name__} {error!r}")
        try:
            anyio.run(main, error, backend=BACKEND)
        except BaseException as left:
            print(f"run: {left!r}")


async def misuse():
    try:
        anyio.run(sibling, "x", backend=BACKEND)
    except RuntimeError as error:
        print(error)


anyio.run(misuse, backend=BACKEND)
try:
    anyio.run(misuse, backend="nope")
except LookupError as error:
    print(repr(error))
for function in (anyio.current_time, anyio.get_current_task, anyio.create_task_group, anyio.CancelScope, anyio.current_effective_deadline):
    try:
        function()
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")
