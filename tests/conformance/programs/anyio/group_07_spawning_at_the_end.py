# pins: tasks started while a group waits for the last ones, by children, by callbacks of time, into a cancelled group; children of children
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def chain(tg, n):
    log(f"link {n}")
    await anyio.sleep(0.5)
    if n:
        tg.start_soon(chain, tg, n - 1)
    log(f"link {n} ends")


async def spawner(tg):
    try:
        await anyio.sleep_forever()
    finally:
        tg.start_soon(late, "spawned while cancelled")
        log("spawner ends")


async def late(name):
    log(f"{name} begins")
    try:
        await anyio.sleep(1)
        log(f"{name} not cancelled")
    except anyio.get_cancelled_exc_class():
        log(f"{name} cancelled at its first wait")
        raise


async def fork(depth, name="root"):
    if depth == 0:
        await anyio.sleep(len(name) / 10)
        log(f"leaf {name}")
        return
    async with anyio.create_task_group() as tg:
        for side in "lr":
            tg.start_soon(fork, depth - 1, name + side)
    log(f"node {name}")


async def main():
    async with anyio.create_task_group() as tg:
        tg.start_soon(chain, tg, 3)
        log("body done")
    log("chain done")

    async with anyio.create_task_group() as tg:
        tg.start_soon(spawner, tg)
        await anyio.sleep(1)
        tg.cancel_scope.cancel()
    log(f"caught={tg.cancel_scope.cancelled_caught}")

    await fork(3)

    async with anyio.create_task_group() as outer:
        async with anyio.create_task_group() as inner:
            outer.start_soon(chain, inner, 1)
            await anyio.sleep(0.25)
        log("inner over before the chain could spawn into it")
        try:
            await anyio.sleep(1)
        except anyio.get_cancelled_exc_class():
            log("the spawn failed and cancelled the outer group")
            raise


try:
    anyio.run(main, backend=BACKEND)
except BaseException as error:
    print(repr(error))
