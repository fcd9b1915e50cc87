# wait and as_completed: what they refuse, timeouts of zero, duplicates, order of results, breaking off, async iteration
import asyncio


async def value(x, delay=0, error=None):
    await asyncio.sleep(delay)
    if error:
        raise error
    return x


def names(tasks):
    return sorted(t.get_name() for t in tasks)


async def main():
    loop = asyncio.get_running_loop()
    for call in (lambda: asyncio.wait([]), lambda: asyncio.wait(()), lambda: asyncio.wait(loop.create_future()),
                 lambda: asyncio.wait([1]), lambda: asyncio.wait([loop.create_future()], return_when="SOMETIME"),
                 lambda: asyncio.wait(42), lambda: asyncio.wait([None])):
        try:
            print(await call())
        except Exception as e:
            print(type(e).__name__, e)
    coro = value(1)
    try:
        await asyncio.wait([coro])
    except TypeError as e:
        print("TypeError", e)
    coro.close()
    tasks = [asyncio.create_task(value(n, n), name=f"t{n}") for n in range(4)]
    for timeout in (0, 0.5, 1, 2):
        done, pending = await asyncio.wait(tasks, timeout=timeout)
        print(timeout, names(done), names(pending), loop.time())
    done, pending = await asyncio.wait({*tasks, tasks[0]}, return_when=asyncio.FIRST_COMPLETED)
    print(names(done), names(pending))
    tasks = [asyncio.create_task(value(n, n, KeyError(n) if n == 2 else None), name=f"e{n}") for n in range(1, 5)]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    print(names(done), names(pending), loop.time())
    tasks[2].cancel()
    done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_EXCEPTION)
    print(names(done), names(pending), loop.time())
    if pending:
        await asyncio.wait(pending)
    for call in (lambda: asyncio.as_completed(loop.create_future()), lambda: asyncio.as_completed(value), lambda: asyncio.as_completed([1])):
        try:
            print(list(call()))
        except TypeError as e:
            print("TypeError", str(e).split("<")[0])
    for f in asyncio.as_completed([value("b", 2), value("a", 1), value("x", 1.5, ValueError("x"))]):
        try:
            print(await f, loop.time())
        except ValueError as e:
            print("ValueError", e, loop.time())
    try:
        for f in asyncio.as_completed([value("fast", 1), value("slow", 9)], timeout=2):
            print(await f, loop.time())
    except TimeoutError as e:
        print("TimeoutError", e.args, loop.time())
    tasks = [asyncio.create_task(value(n, 3 - n), name=f"a{n}") for n in range(3)]
    async for task in asyncio.as_completed(tasks):
        print(task.get_name(), task in tasks, await task)
    try:
        async for task in asyncio.as_completed([value("fast", 1), value("slow", 9)], timeout=2):
            print(await task)
    except TimeoutError as e:
        print("TimeoutError", e.args)
    iterator = asyncio.as_completed([])
    print(list(iterator), [t async for t in asyncio.as_completed([])])
    task = asyncio.create_task(value("twice", 1))
    print([await f for f in asyncio.as_completed([task, task])])
    async def breaks():
        async for task in asyncio.as_completed([value("first", 1), value("second", 2)]):
            return await task
    print(await breaks(), len(asyncio.all_tasks()))
    await asyncio.sleep(5)
    print(len(asyncio.all_tasks()))
    gen = asyncio.as_completed([value("n", 1)])
    print(type(gen).__name__, await next(gen))
    try:
        next(gen)
    except StopIteration:
        print("StopIteration")


asyncio.run(main())
