# repr of tasks and futures: state, name, coroutine with the line it stands on, result, exception, what it waits for
import asyncio


async def sleeper(seconds):
    await asyncio.sleep(seconds)
    return {"slept": seconds}


async def fails():
    raise KeyError("missing")


async def main():
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(sleeper(5), name="sleepy")
    print(task)
    await asyncio.sleep(1)
    print(repr(task).replace(" created at", ""))
    done = asyncio.create_task(sleeper(0), name="done")
    failed = asyncio.create_task(fails(), name="failed")
    await asyncio.wait([done, failed])
    print(done)
    print(failed)
    task.cancel()
    print(task)
    await asyncio.wait([task])
    print(task)
    future = loop.create_future()
    print(future)
    future.set_result(list(range(30)))
    print(future)
    long = loop.create_future()
    long.set_result("x" * 200)
    print(len(repr(long)) < 120)
    gathered = asyncio.gather(sleeper(0))
    print(gathered)
    await gathered
    print(gathered)
    print(asyncio.timeout(5), asyncio.TaskGroup(), asyncio.Queue(2))
    queue = asyncio.Queue()
    queue.put_nowait("a")
    print(str(queue).partition(" at ")[0], str(queue).partition(" maxsize")[2])


asyncio.run(main())
