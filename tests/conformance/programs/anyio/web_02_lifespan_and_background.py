# pins: lifespan in a task started with start(), background tasks, a supervisor that restarts workers, graceful shutdown
import anyio
from contextlib import asynccontextmanager

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


@asynccontextmanager
async def lifespan(name):
    log(f"{name} starts up")
    await anyio.sleep(0.5)
    try:
        yield {"name": name}
    finally:
        with anyio.CancelScope(shield=True):
            await anyio.sleep(0.5)
        log(f"{name} shut down")


async def run_app(name, *, task_status):
    async with lifespan(name) as state:
        stop = anyio.Event()
        task_status.started((state, stop))
        await stop.wait()
        log(f"{name} asked to stop")


async def supervise(worker, attempts):
    for attempt in range(1, attempts + 1):
        try:
            await worker(attempt)
            return
        except ValueError as error:
            log(f"attempt {attempt} failed: {error}")
            await anyio.sleep(0.25 * attempt)
    log("gave up")


async def flaky(attempt):
    await anyio.sleep(0.1)
    if attempt < 3:
        raise ValueError(f"crash {attempt}")
    log("worker works")
    await anyio.sleep(1)


@asynccontextmanager
async def background(*functions):
    async with anyio.create_task_group() as tg:
        for function in functions:
            tg.start_soon(function)
        yield tg
        tg.cancel_scope.cancel()


async def ticker():
    while True:
        await anyio.sleep(0.4)
        log("tick")


async def main():
    async with anyio.create_task_group() as tg:
        state, stop = await tg.start(run_app, "app")
        log(f"{state['name']} is up")
        async with background(ticker):
            await supervise(flaky, 5)
        stop.set()

    async with anyio.create_task_group() as tg:
        await tg.start(run_app, "killed app")
        await anyio.sleep(0.1)
        tg.cancel_scope.cancel()
    with anyio.move_on_after(1.5) as scope:
        await supervise(lambda attempt: flaky(0), 9)
    log(f"supervisor stopped: {scope.cancelled_caught}")

    try:
        async with background(ticker):
            await anyio.sleep(0.5)
            raise KeyError("in the block")
    except BaseExceptionGroup as group:
        log(f"{group!r}")


anyio.run(main, backend=BACKEND)
