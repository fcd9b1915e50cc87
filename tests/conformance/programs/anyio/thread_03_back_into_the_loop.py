# pins: from_thread.run and run_sync: values, errors, order, the task that runs it, nested threads, outside of a thread
import time

import anyio
from anyio import from_thread, to_thread

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def greet(name):
    log(f"hello {name}")
    await anyio.sleep(1)
    if name == "error":
        raise KeyError(name)
    return f"greeted {name}"


def plain(name):
    log(f"plain {name}")
    if name == "error":
        raise LookupError(name)
    return name.upper()


def worker():
    print(f"   {from_thread.run(greet, 'ann')}")
    print(f"   {from_thread.run_sync(plain, 'bob')}")
    time.sleep(0.5)
    for function, run in ((greet, from_thread.run), (plain, from_thread.run_sync)):
        try:
            run(function, "error")
        except LookupError as error:
            print(f"   {error!r}")
    return "done"


def deep(level):
    if level == 0:
        time.sleep(0.25)
        return ["bottom"]
    return [level] + from_thread.run(to_thread.run_sync, deep, level - 1)


async def tick():
    for _ in range(4):
        await anyio.sleep(0.7)
        log("tick")


async def main():
    async with anyio.create_task_group() as tg:
        tg.start_soon(tick)
        log(await to_thread.run_sync(worker))
    log(await to_thread.run_sync(deep, 3))
    for function in (from_thread.run, from_thread.run_sync):
        try:
            function(greet, "nobody")
        except RuntimeError as error:
            log(f"{type(error).__name__}: {error}")
    try:
        from_thread.check_cancelled()
    except RuntimeError as error:
        log(f"{type(error).__name__}: {error}")
    token = anyio.lowlevel.current_token()
    log(await to_thread.run_sync(lambda: from_thread.run(greet, "with a token", token=token)))


anyio.run(main, backend=BACKEND)
