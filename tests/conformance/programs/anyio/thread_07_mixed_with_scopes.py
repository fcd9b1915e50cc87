# pins: threads under shields, deadlines inside and outside, start() of a child that works in a thread, a limiter shared with tasks
import time

import anyio
from anyio import CapacityLimiter, from_thread, to_thread

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


def work(name, seconds):
    time.sleep(seconds)
    return name


def steps(name, count):
    done = 0
    for n in range(count):
        time.sleep(0.4)
        from_thread.run_sync(log, f"{name} step {n}")
        done += 1
    return done


def scoped_call(seconds):
    async def inner():
        with anyio.move_on_after(0.5) as scope:
            await anyio.sleep(seconds)
        return scope.cancelled_caught

    return from_thread.run(inner)


async def prepare(limiter, *, task_status):
    value = await to_thread.run_sync(work, "prepared", 1, limiter=limiter)
    task_status.started(value)
    await to_thread.run_sync(work, "served", 1, limiter=limiter)
    log("served")


async def main():
    limiter = CapacityLimiter(1)
    async with anyio.create_task_group() as tg:
        log(await tg.start(prepare, limiter))
        async with limiter:
            log("a task has the token that threads wait for")
            await anyio.sleep(2)

    with anyio.move_on_after(0.5) as scope:
        await anyio.create_task_group().__aenter__() if False else None
        try:
            await to_thread.run_sync(work, "value", 1)
            log("the value came, the cancellation comes at the next wait")
            await to_thread.run_sync(work, "never", 1)
        finally:
            log("leaving")
    log(f"caught={scope.cancelled_caught}")

    with anyio.move_on_after(1) as outer:
        with anyio.CancelScope(shield=True):
            log(f"steps {await to_thread.run_sync(steps, 'shielded', 4)}")
    log(f"outer called={outer.cancel_called} caught={outer.cancelled_caught}")
    log(f"scope in from_thread.run: {await to_thread.run_sync(scoped_call, 2)} {await to_thread.run_sync(scoped_call, 0.1)}")

    results = []
    async with anyio.create_task_group() as tg:
        async def race(name, seconds):
            results.append(await to_thread.run_sync(work, name, seconds, abandon_on_cancel=True))
            log(f"{name} wins")
            tg.cancel_scope.cancel()

        for name, seconds in (("slow", 3), ("fast", 1), ("middle", 2)):
            tg.start_soon(race, name, seconds)
    log(f"{results} default limiter: {to_thread.current_default_thread_limiter().borrowed_tokens <= 2}")
    await anyio.sleep(3)
    log(f"tokens back: {to_thread.current_default_thread_limiter().borrowed_tokens}")


anyio.run(main, backend=BACKEND)
