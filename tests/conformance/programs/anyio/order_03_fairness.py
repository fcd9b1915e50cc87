# pins: the order in which tasks step: start order, checkpoints in turns, wake order of timers, events, locks and streams
import anyio
from anyio import lowlevel

BACKEND = "asyncio"
trail = []


def show(name):
    print(f"{name}: {' '.join(trail)}")
    trail.clear()


async def steps(name, count, operation):
    for n in range(count):
        trail.append(f"{name}{n}")
        await operation()
    trail.append(f"{name}.")


async def together(title, *operations):
    async with anyio.create_task_group() as tg:
        for name, operation in zip("abcdef", operations):
            tg.start_soon(steps, name, 3, operation)
        trail.append("body")
    show(title)


async def main():
    await together("checkpoints", lowlevel.checkpoint, lowlevel.checkpoint, lowlevel.checkpoint)
    await together("mixed", lowlevel.checkpoint, lambda: anyio.sleep(0), lowlevel.cancel_shielded_checkpoint, lowlevel.checkpoint_if_cancelled)
    await together("sleeps", lambda: anyio.sleep(1), lambda: anyio.sleep(0.5), lambda: anyio.sleep(1))
    lock = anyio.Lock()

    async def locked():
        async with lock:
            await lowlevel.checkpoint()

    await together("lock", locked, locked, lowlevel.checkpoint)
    semaphore = anyio.Semaphore(2)

    async def limited():
        async with semaphore:
            await anyio.sleep(0)

    await together("semaphore", limited, limited, limited, lowlevel.checkpoint)
    send, receive = anyio.create_memory_object_stream(1)
    await together("stream", lambda: send.send(1), receive.receive, lowlevel.checkpoint)
    send.close()
    receive.close()

    async def group():
        async with anyio.create_task_group() as tg:
            tg.start_soon(lowlevel.checkpoint)

    await together("groups", group, lowlevel.checkpoint, group)

    async def scope():
        with anyio.move_on_after(0):
            await anyio.sleep(1)

    await together("timeouts", scope, lowlevel.checkpoint, scope)
    events = [anyio.Event() for _ in range(3)]

    async def relay(n):
        await events[n].wait()
        trail.append(f"event{n}")
        if n:
            events[n - 1].set()

    async with anyio.create_task_group() as tg:
        for n in range(3):
            tg.start_soon(relay, n)
            tg.start_soon(relay, n)
        await anyio.sleep(1)
        events[2].set()
        trail.append("set")
    show("relay")
    await together("threads", lambda: anyio.to_thread.run_sync(len, ""), lowlevel.checkpoint, lambda: anyio.to_thread.run_sync(len, ""))


anyio.run(main, backend=BACKEND)
