# order: after a TaskGroup child fails, a body spinning on sleep(0) runs three more turns before it sees the cancel
import asyncio


async def child():
    print("child steps")
    await asyncio.sleep(0)
    print("child raises")
    raise ValueError("child")


async def main():
    turns = 0
    try:
        async with asyncio.TaskGroup() as tg:
            task = tg.create_task(child())
            try:
                while True:
                    print(f"body turn {turns}, child done: {task.done()}, cancelling: {asyncio.current_task().cancelling()}")
                    turns += 1
                    await asyncio.sleep(0)
            except asyncio.CancelledError:
                print(f"body cancelled after {turns} turns")
                raise
    except* ValueError as group:
        print("caught", group.exceptions)

    print("-- a body that never awaits after the failure")
    try:
        async with asyncio.TaskGroup() as tg:
            task = tg.create_task(child())
            for _ in range(3):
                await asyncio.sleep(0)
            print("body leaves, child done:", task.done())
    except* ValueError as group:
        print("caught", group.exceptions)


asyncio.run(main())
