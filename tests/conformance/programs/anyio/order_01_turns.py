# pins: how many turns of the scheduler each operation takes, seen by a task that counts
import anyio
from anyio import lowlevel

BACKEND = "asyncio"
ticks = 0


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def count():
    global ticks
    while True:
        ticks += 1
        await lowlevel.checkpoint()


async def measure(name, operation):
    before = ticks
    await operation()
    log(f"{name}: {ticks - before}")


async def empty():
    pass


async def leave_empty_group():
    async with anyio.create_task_group():
        pass


async def leave_group():
    async with anyio.create_task_group() as tg:
        tg.start_soon(empty)


async def leave_group_of_three():
    async with anyio.create_task_group() as tg:
        for _ in range(3):
            tg.start_soon(lowlevel.checkpoint)


async def start_child():
    async def child(*, task_status):
        task_status.started()

    async with anyio.create_task_group() as tg:
        before = ticks
        await tg.start(child)
        log(f"  start alone: {ticks - before}")


async def cancelled_scope():
    with anyio.CancelScope() as scope:
        scope.cancel()
        await anyio.sleep(1)


async def timed_out():
    with anyio.move_on_after(0):
        await anyio.sleep(1)


async def failing_group():
    async def fail():
        raise ValueError

    try:
        async with anyio.create_task_group() as tg:
            tg.start_soon(fail)
            await anyio.Event().wait()
    except ExceptionGroup:
        pass


async def handle():
    async with anyio.create_task_group() as tg:
        before = ticks
        await tg.start_soon(empty)
        log(f"  await a handle: {ticks - before}")


async def main():
    global ticks
    lock, semaphore, limiter = anyio.Lock(), anyio.Semaphore(5), anyio.CapacityLimiter(5)
    event = anyio.Event()
    event.set()
    send, receive = anyio.create_memory_object_stream(10)

    async def locked():
        async with lock:
            pass

    async def in_semaphore():
        async with semaphore:
            pass

    async def in_limiter():
        async with limiter:
            pass

    async def closing():
        async with send, receive:
            pass

    async with anyio.create_task_group() as tg:
        tg.start_soon(count)
        await lowlevel.checkpoint()
        for name, operation in {
            "checkpoint": lowlevel.checkpoint,
            "checkpoint_if_cancelled": lowlevel.checkpoint_if_cancelled,
            "cancel_shielded_checkpoint": lowlevel.cancel_shielded_checkpoint,
            "sleep(0)": lambda: anyio.sleep(0),
            "set event": event.wait,
            "lock": locked,
            "semaphore": in_semaphore,
            "limiter": in_limiter,
            "send": lambda: send.send(1),
            "receive": receive.receive,
            "closing": closing,
            "empty group": leave_empty_group,
            "group": leave_group,
            "group of three": leave_group_of_three,
            "start": start_child,
            "cancelled scope": cancelled_scope,
            "timed out": timed_out,
            "failing group": failing_group,
            "handle": handle,
        }.items():
            await measure(name, operation)
        tg.cancel_scope.cancel()


anyio.run(main, backend=BACKEND)
