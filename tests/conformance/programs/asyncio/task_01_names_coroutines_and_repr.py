# Task: names, get_coro, current_task, all_tasks, iscoroutine helpers, and errors of misuse
import asyncio
import inspect


async def job():
    await asyncio.sleep(1)
    return asyncio.current_task().get_name()


def plain():
    pass


async def main():
    print(asyncio.current_task().get_name())
    a, b = asyncio.create_task(job()), asyncio.create_task(job(), name="custom")
    c = asyncio.create_task(job(), name=42)
    print(a.get_name(), b.get_name(), repr(c.get_name()))
    a.set_name("renamed")
    print(sorted(t.get_name() for t in asyncio.all_tasks()))
    print(a.get_coro().__name__, asyncio.iscoroutine(a.get_coro()), asyncio.iscoroutinefunction(job), asyncio.iscoroutinefunction(plain))
    print(inspect.isawaitable(a), asyncio.isfuture(a), isinstance(a, asyncio.Future), isinstance(a, asyncio.Task))
    print(await asyncio.gather(a, b, c))
    print(len(asyncio.all_tasks()))
    for bad in (lambda: asyncio.create_task(plain), lambda: asyncio.create_task(asyncio.sleep)):
        try:
            bad()
        except TypeError as e:
            print("TypeError:", str(e).split(" at 0x")[0])
    for call in (a.set_result, a.set_exception):
        try:
            call(ValueError("x"))
        except RuntimeError as e:
            print("RuntimeError:", e)

    async def awaits_itself():
        me = asyncio.current_task()
        try:
            await me
        except RuntimeError as e:
            print("RuntimeError:", str(e).split("<")[0])

    await asyncio.create_task(awaits_itself())

    class Odd:
        def __await__(self):
            yield "not a future"

    try:
        await Odd()
    except RuntimeError as e:
        print("RuntimeError:", e)
    try:
        await 5
    except TypeError as e:
        print("TypeError:", e)
    coro = job()
    task = asyncio.ensure_future(coro)
    print(asyncio.ensure_future(task) is task)
    task.cancel()
    print(asyncio.current_task() is asyncio.current_task(asyncio.get_running_loop()))


asyncio.run(main())
