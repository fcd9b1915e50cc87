# pins: handles: status, awaiting, return values, exceptions, cancel of one task, waiting twice, reprs
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def work(n):
    await anyio.sleep(n)
    return n * 10


async def fail():
    await anyio.sleep(1)
    raise ValueError("failed")


def read(handle):
    for attribute in ("return_value", "exception", "start_value"):
        try:
            log(f"  {attribute} = {getattr(handle, attribute)!r}")
        except Exception as error:
            log(f"  {attribute}: {type(error).__name__}: {error}; cause {error.__cause__ is not None}")


async def main():
    async with anyio.create_task_group() as tg:
        quick = tg.start_soon(work, 1)
        slow = tg.start_soon(work, 5, name="slow one")
        log(f"{quick.name} {quick.status.name}, {slow.name} {slow.status.name}")
        read(quick)
        log(f"await: {await quick}")
        log(f"again: {await quick} {quick.status}")
        read(quick)
        slow.cancel()
        log(f"{slow.status.name}")
        read(slow)
        await slow.wait()
        log(f"{slow.status.name}")
        read(slow)
        try:
            await slow
        except anyio.TaskCancelled as error:
            log(f"await: {error!r}")
        quick.cancel()
        log(f"too late: {quick.status.name}, group {tg.cancel_scope.cancel_called}")
        created = tg.create_task(work(2), name="created")
        log(f"created {created.name}")
        log(f"{repr(created)[:40]}")
    log(f"{created.return_value}")

    try:
        async with anyio.create_task_group() as tg:
            failing = tg.start_soon(fail)
            try:
                await failing
            except anyio.get_cancelled_exc_class():
                log("the group is cancelled before the failure is told")
                raise
    except BaseExceptionGroup as group:
        log(f"{group!r}")
    log(f"{failing.status.name}")
    read(failing)

    async with anyio.create_task_group() as tg:
        try:
            tg.start_soon(len, "abc")
        except TypeError as error:
            log(error)
        try:
            tg.create_task(3)
        except TypeError as error:
            log(error)


anyio.run(main, backend=BACKEND)
