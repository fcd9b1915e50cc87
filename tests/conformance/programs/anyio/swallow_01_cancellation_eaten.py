# pins: what swallowing a cancellation does: in a child, in the body, in a loop, around a group, when it is raised anew or replaced
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def eats(name, times):
    eaten = 0
    while eaten < times:
        try:
            await anyio.sleep(10)
        except anyio.get_cancelled_exc_class():
            eaten += 1
            log(f"{name} eats {eaten}")
    return name


async def replaces():
    try:
        await anyio.sleep(10)
    except anyio.get_cancelled_exc_class():
        raise RuntimeError("instead")


async def raises_anew():
    try:
        await anyio.sleep(10)
    except anyio.get_cancelled_exc_class() as error:
        await anyio.sleep(0) if False else None
        raise error


async def attempt(name, *children):
    try:
        async with anyio.create_task_group() as tg:
            handles = [tg.start_soon(*child) for child in children]
            await anyio.sleep(1)
            tg.cancel_scope.cancel()
        log(f"{name}: {[handle.status.name for handle in handles]} caught={tg.cancel_scope.cancelled_caught}")
    except BaseException as error:
        log(f"{name}: {error!r} caught={tg.cancel_scope.cancelled_caught}")


async def main():
    await attempt("one eater", (eats, "a", 1))
    await attempt("a greedy one", (eats, "b", 3), (anyio.sleep, 5))
    await attempt("replaced", (replaces,), (eats, "c", 1))
    await attempt("raised anew", (raises_anew,))

    with anyio.move_on_after(1) as scope:
        try:
            async with anyio.create_task_group() as tg:
                tg.start_soon(anyio.sleep, 5)
        except BaseException as error:
            log(f"caught around the group: {isinstance(error, anyio.get_cancelled_exc_class())}")
        log("after the group")
    log(f"called={scope.cancel_called} caught={scope.cancelled_caught}")

    with anyio.move_on_after(1) as outer:
        with anyio.CancelScope() as inner:
            try:
                await anyio.sleep(5)
            except anyio.get_cancelled_exc_class():
                log("eaten in the inner scope")
        await anyio.lowlevel.checkpoint()
        log("not reached")
    log(f"outer {outer.cancelled_caught} inner {inner.cancelled_caught}")

    async def generator():
        try:
            for n in range(5):
                yield n
                await anyio.sleep(1)
        except anyio.get_cancelled_exc_class():
            log("generator eats it")
        finally:
            log("generator over")

    with anyio.move_on_after(1.5) as scope:
        async for n in generator():
            log(f"item {n}")
        log("the loop ends as if it were complete")
    log(f"caught={scope.cancelled_caught}")


anyio.run(main, backend=BACKEND)
