# What crashes the whole run: system tasks, callbacks, abort functions, foreign yields; what the main task sees first.
import re
import types

import trio
import trio.lowlevel


def tree(error, depth=0):
    text = re.sub(r"0x[0-9a-f]+", "0x…", getattr(error, "message", None) or str(error))
    print("  " * depth + type(error).__name__, "|", text, "| cause", type(error.__cause__).__name__, "| context", type(error.__context__).__name__)
    for member in getattr(error, "exceptions", ()):
        tree(member, depth + 1)


def attempt(label, fn):
    print("--", label)
    try:
        print("->", trio.run(fn))
    except BaseException as error:
        tree(error)
        seen = error.__cause__
        while seen is not None:
            tree(seen, 1)
            seen = seen.__cause__


async def watches():
    try:
        await trio.sleep(10)
    except trio.Cancelled as error:
        print("main cancelled:", error.source, error.reason)
        raise
    finally:
        print("main ends at", trio.current_time())


async def system_task_fails():
    async def fails():
        await trio.sleep(1)
        raise ValueError("system")

    trio.lowlevel.spawn_system_task(fails)
    await watches()


async def system_task_returns():
    async def returns():
        await trio.sleep(1)
        print("system returns")
        return 5

    task = trio.lowlevel.spawn_system_task(returns)
    await trio.sleep(2)
    return task.name.split(".")[-1]


async def system_task_outlives():
    async def stays():
        try:
            await trio.sleep_forever()
        except trio.Cancelled as error:
            print("system cancelled:", error.source, error.reason)
            with trio.CancelScope(shield=True):
                await trio.sleep(1)
            print("system done at", trio.current_time())
            raise

    trio.lowlevel.spawn_system_task(stays)
    await trio.sleep(1)
    return "main result"


async def system_task_swallows():
    async def swallows():
        try:
            await trio.sleep_forever()
        except trio.Cancelled:
            print("swallowed")

    trio.lowlevel.spawn_system_task(swallows)
    await trio.sleep(1)
    raise KeyError("main error")


async def callback_fails():
    def fails():
        raise ZeroDivisionError("callback")

    trio.lowlevel.current_trio_token().run_sync_soon(fails)
    await watches()


async def abort_answers_wrongly():
    with trio.move_on_after(1):
        await trio.lowlevel.wait_task_rescheduled(lambda raise_cancel: True)


async def abort_answers_nothing():
    with trio.move_on_after(1):
        await trio.lowlevel.wait_task_rescheduled(lambda raise_cancel: None)


async def abort_raises():
    def abort(raise_cancel):
        raise OSError("in abort")

    with trio.move_on_after(1):
        await trio.lowlevel.wait_task_rescheduled(abort)


async def abort_raises_the_cancel():
    def abort(raise_cancel):
        try:
            raise_cancel()
        except trio.Cancelled as error:
            print("abort got", error.source)
            trio.lowlevel.reschedule(task, outcome.Error(error))
        return trio.lowlevel.Abort.FAILED

    import outcome
    task = trio.lowlevel.current_task()
    with trio.move_on_after(1) as scope:
        await trio.lowlevel.wait_task_rescheduled(abort)
    return scope.cancelled_caught


async def foreign_yield():
    @types.coroutine
    def foreign():
        yield "not a trap"

    try:
        await foreign()
    except TypeError as error:
        print(str(error)[:60])
    return "survived"


async def asyncio_inside():
    import asyncio
    try:
        await asyncio.sleep(1)
    except BaseException as error:
        print(type(error).__name__, str(error)[:60])
    return "survived"


async def rescheduled_twice():
    async def sleeper():
        return await trio.lowlevel.wait_task_rescheduled(lambda _: trio.lowlevel.Abort.SUCCEEDED)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(sleeper)
        await trio.sleep(0)
        await trio.sleep(0)
        (task,) = nursery.child_tasks
        trio.lowlevel.reschedule(task)
        trio.lowlevel.reschedule(task)


async def outer_cancel():
    async with trio.open_nursery() as nursery:
        nursery.cancel_scope.cancel("all of it")
        await watches()
    return nursery.cancel_scope.cancelled_caught


async def generator_exit():
    raise GeneratorExit("main")


async def stop_iteration():
    raise StopIteration("main")


async def stop_async_iteration():
    raise StopAsyncIteration("main")


async def cancelled_by_hand():
    async with trio.open_nursery() as nursery:
        with trio.CancelScope() as scope:
            scope.cancel()
            try:
                await trio.sleep(1)
            except trio.Cancelled as error:
                kept = error
    raise kept


for fn in (system_task_fails, system_task_returns, system_task_outlives, system_task_swallows, callback_fails, abort_answers_wrongly, abort_answers_nothing,
           abort_raises, abort_raises_the_cancel, foreign_yield, asyncio_inside, rescheduled_twice, outer_cancel, generator_exit, stop_iteration,
           stop_async_iteration, cancelled_by_hand):
    attempt(fn.__name__, fn)
