# cancel: what a cancel does when the awaited thing completes in the same turn, before or after it
import asyncio


async def waits_for(future, log):
    try:
        log.append(f"got {await future}")
        await asyncio.sleep(0)
        log.append("went on")
    except asyncio.CancelledError:
        log.append("cancelled")
        raise


async def attempt(label, *actions):
    loop = asyncio.get_running_loop()
    future, log = loop.create_future(), []
    task = asyncio.create_task(waits_for(future, log))
    await asyncio.sleep(0)
    for action in actions:
        match action:
            case "result":
                if not future.done():
                    future.set_result(42)
            case "cancel task":
                log.append(f"cancel -> {task.cancel()}")
            case "cancel future":
                log.append(f"cancel future -> {future.cancel()}")
            case "turn":
                await asyncio.sleep(0)
    await asyncio.wait([task])
    print(f"{label}: {log}; task cancelled {task.cancelled()}, future cancelled {future.cancelled()}")


async def main():
    await attempt("result then cancel", "result", "cancel task")
    await attempt("cancel then result", "cancel task", "result")
    await attempt("result, a turn, cancel", "result", "turn", "cancel task")
    await attempt("result, two turns, cancel", "result", "turn", "turn", "cancel task")
    await attempt("future cancelled", "cancel future")
    await attempt("future cancelled, then the task", "cancel future", "cancel task")


asyncio.run(main())
