# pins: wait_all_tasks_blocked: returns when every other task waits, what time it takes
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def busy(event):
    for n in range(5):
        await anyio.lowlevel.checkpoint()
    log("busy waits now")
    await event.wait()


async def main():
    event = anyio.Event()
    async with anyio.create_task_group() as tg:
        tg.start_soon(busy, event)
        tg.start_soon(busy, event)
        await anyio.wait_all_tasks_blocked()
        log("all blocked")
        event.set()
        await anyio.wait_all_tasks_blocked()
        log("again")


anyio.run(main, backend=BACKEND)
