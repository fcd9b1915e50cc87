# cancel(msg): of two cancels before delivery the first message wins; each delivery brings its own message
import asyncio


async def victim(label):
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError as e:
        print(f"{label}: {e!r} args={e.args} cancelling={asyncio.current_task().cancelling()}")
        raise


async def twice():
    for n in range(2):
        try:
            await asyncio.sleep(100)
        except asyncio.CancelledError as e:
            print(f"delivery {n}: {e!r}")
    return "survived"


async def main():
    task = asyncio.create_task(victim("two before delivery"))
    await asyncio.sleep(0)
    print(task.cancel("first"), task.cancel("second"))
    try:
        await task
    except asyncio.CancelledError as e:
        print(f"awaiter sees {e!r}")

    task = asyncio.create_task(twice())
    await asyncio.sleep(0)
    task.cancel("one")
    await asyncio.sleep(0)
    task.cancel("two")
    print(await task, task.cancelling())

    task = asyncio.create_task(victim("no message"))
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError as e:
        print(repr(e), str(e) == "")

    task = asyncio.create_task(victim("never starts"))
    print("cancelled before its first step:", task.cancel("too early"))
    try:
        await task
    except asyncio.CancelledError as e:
        print(f"awaiter sees {e!r}, task cancelled {task.cancelled()}")
    for ask in (task.result, task.exception):
        try:
            ask()
        except asyncio.CancelledError as e:
            print(f"{ask.__name__}() raises {e!r}")


asyncio.run(main())
