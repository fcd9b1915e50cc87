# cancel, cancelling and uncancel by hand: counts, messages, nested timeouts and groups, and what a finished task answers
import asyncio


async def victim(name, steps):
    task = asyncio.current_task()
    for step in steps:
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError as e:
            print("  ", name, step, e.args, "cancelling", task.cancelling())
            if step == "uncancel":
                print("  ", name, "uncancel", task.uncancel(), task.uncancel())
            elif step == "raise":
                raise
            elif step == "replace":
                raise asyncio.CancelledError("replaced") from e
            elif step == "error":
                raise ValueError("instead")
            elif step == "return":
                return "returned"
            elif step == "self":
                task.cancel("self")
    return "end"


async def main():
    for steps in (["swallow", "raise"], ["uncancel", "raise"], ["replace"], ["error"], ["return"], ["self", "raise"], ["swallow", "swallow"]):
        task = asyncio.create_task(victim(steps[0], steps))
        await asyncio.sleep(0)
        answers = [task.cancel("one"), task.cancel("two"), task.cancelling()]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        answers += [task.done(), task.cancelling()]
        if not task.done():
            answers += [task.cancel("three"), task.cancelling()]
            await asyncio.wait([task])
        answers += [task.cancel("late"), task.cancelled(), task.cancelling(), task.uncancel()]
        print(steps, answers)
        try:
            print("  result", task.result())
        except BaseException as e:
            print("  raises", type(e).__name__, e.args)
        try:
            print("  exception", repr(task.exception()))
        except asyncio.CancelledError as e:
            print("  exception raises", e.args)
        try:
            print("  awaited", await task)
        except BaseException as e:
            print("  awaited raises", type(e).__name__, e.args)

    async def block_in_timeout():
        try:
            async with asyncio.timeout(1):
                await asyncio.sleep(5)
        except TimeoutError:
            print("  timeout seen, cancelling", asyncio.current_task().cancelling())
            await asyncio.sleep(0)
            return "went on"

    task = asyncio.create_task(block_in_timeout())
    await asyncio.sleep(1)
    print(task.cancel("together"), task.cancelling())
    print(await asyncio.gather(task, return_exceptions=True))

    async def group_with_uncancel():
        try:
            async with asyncio.TaskGroup() as tg:
                tg.create_task(victim("child", ["raise"]))
                await asyncio.sleep(5)
        except asyncio.CancelledError:
            print("  group left, cancelling", asyncio.current_task().cancelling(), asyncio.current_task().uncancel())
            await asyncio.sleep(1)
            return "after uncancel"

    task = asyncio.create_task(group_with_uncancel())
    await asyncio.sleep(1)
    task.cancel("group")
    print(await task, task.cancelling())

    never = asyncio.create_task(victim("never begun", ["raise"]))
    print(never.cancel("early"), never.cancelling(), never.uncancel(), never.cancelling())
    await asyncio.sleep(0)
    print(never.done())
    never.cancel()
    await asyncio.wait([never])
    future = asyncio.get_running_loop().create_future()
    print(future.cancel("f"), future.cancel("g"), future.cancelled())
    try:
        await future
    except asyncio.CancelledError as e:
        print(e.args)
    for call in (future.result, future.exception, lambda: future.set_result(1), lambda: future.set_exception(ValueError())):
        try:
            print(call())
        except BaseException as e:
            print(type(e).__name__, e.args)


asyncio.run(main())
