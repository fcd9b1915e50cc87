# pins: check_cancelled in a thread: a cancelled host, a shield, polling loops, what the host sees
import time

import anyio
from anyio import from_thread, to_thread

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


def poll(name, count):
    for n in range(count):
        time.sleep(0.5)
        try:
            from_thread.check_cancelled()
        except BaseException as error:
            print(f"   {name} sees it after {n + 1}: {type(error).__name__}")
            raise
        print(f"   {name} {n + 1}")
    return f"{name} finished"


async def main():
    with anyio.move_on_after(1.2) as scope:
        await to_thread.run_sync(poll, "polite", 10)
        log("not reached")
    log(f"caught={scope.cancelled_caught}")

    with anyio.move_on_after(1.2) as scope:
        with anyio.CancelScope(shield=True):
            log(await to_thread.run_sync(poll, "shielded", 4))
    log(f"called={scope.cancel_called} caught={scope.cancelled_caught}")

    with anyio.move_on_after(1.2) as scope:
        await to_thread.run_sync(poll, "abandoned", 4, abandon_on_cancel=True)
    log(f"caught={scope.cancelled_caught}")
    await anyio.sleep(2)

    async with anyio.create_task_group() as tg:
        tg.start_soon(to_thread.run_sync, poll, "in a group", 9)
        await anyio.sleep(0.7)
        tg.cancel_scope.cancel()
    log(f"group caught={tg.cancel_scope.cancelled_caught}")


anyio.run(main, backend=BACKEND)
