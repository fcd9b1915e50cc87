# A task's coroutine can be handed to another runner for a while, or for good.
import types

import outcome
import trio


@types.coroutine
def give(value):
    return (yield value)


async def main():
    tasks = {}

    async def visitor():
        await trio.sleep(1)
        tasks["visitor"] = trio.lowlevel.current_task()
        print("leaving at", trio.current_time())
        got = await trio.lowlevel.temporarily_detach_coroutine_object(lambda raise_cancel: trio.lowlevel.Abort.FAILED)
        print("outside, was given", got)
        print("and then", await give("one"))
        await trio.lowlevel.reattach_detached_coroutine_object(tasks["visitor"], "last")
        print("back at", trio.current_time())
        await trio.sleep(1)
        print("ends at", trio.current_time())

    async def leaver():
        tasks["leaver"] = trio.lowlevel.current_task()
        print("for good:", await trio.lowlevel.permanently_detach_coroutine_object(outcome.Value("result")))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(visitor)
        await trio.sleep(2)
        coro = tasks["visitor"].coro
        print(coro.send("hello"))
        print(coro.send("again"))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(leaver)
    try:
        tasks["leaver"].coro.send("elsewhere")
    except StopIteration:
        print("the coroutine is over")

    async def wrong():
        try:
            await trio.lowlevel.reattach_detached_coroutine_object(tasks["leaver"], None)
        except RuntimeError as error:
            print(error)
        async with trio.open_nursery():
            try:
                await trio.lowlevel.permanently_detach_coroutine_object(outcome.Value(None))
            except RuntimeError as error:
                print(error)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(wrong)


trio.run(main)
