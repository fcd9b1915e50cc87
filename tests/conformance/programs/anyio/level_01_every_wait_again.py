# pins: in a cancelled scope every kind of wait is cancelled, each time anew, also in functions called by the program
import anyio
from anyio import lowlevel

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def main():
    lock, event, semaphore = anyio.Lock(), anyio.Event(), anyio.Semaphore(1)
    limiter, condition = anyio.CapacityLimiter(1), anyio.Condition()
    send, receive = anyio.create_memory_object_stream(1)
    ready = anyio.Event()
    ready.set()

    async def with_condition():
        async with condition:
            log("has the condition's lock")
            await condition.wait()

    async def group():
        async with anyio.create_task_group() as tg:
            tg.start_soon(anyio.sleep, 1)
            log("in the group")

    waits = {
        "sleep(0)": lambda: anyio.sleep(0),
        "sleep(1)": lambda: anyio.sleep(1),
        "checkpoint": lowlevel.checkpoint,
        "checkpoint_if_cancelled": lowlevel.checkpoint_if_cancelled,
        "cancel_shielded_checkpoint": lowlevel.cancel_shielded_checkpoint,
        "event.wait": event.wait,
        "event.wait, set": ready.wait,
        "lock.acquire": lock.acquire,
        "semaphore.acquire": semaphore.acquire,
        "limiter.acquire": limiter.acquire,
        "send": lambda: send.send(1),
        "receive": receive.receive,
        "condition": with_condition,
        "group": group,
        "thread": lambda: anyio.to_thread.run_sync(len, "abc"),
        "send.aclose": send.aclose,
    }
    with anyio.CancelScope() as scope:
        scope.cancel()
        for name, wait in waits.items():
            try:
                value = await wait()
            except anyio.get_cancelled_exc_class():
                log(f"{name}: cancelled")
            else:
                log(f"{name}: passes, {value!r}")
    log(f"lock {lock.locked()} semaphore {semaphore.value} limiter {limiter.borrowed_tokens} {send.statistics().current_buffer_used}")
    log(f"caught={scope.cancelled_caught}")


anyio.run(main, backend=BACKEND)
