# A loop that makes tasks in its own way: whatever makes a task asks `loop.create_task`, each with the arguments it always gives
import asyncio

first = asyncio.new_event_loop()
first.close()


class Loop(type(first)):
    def create_task(self, coro, **options):
        context = options.pop("context", "none given")
        print("  create_task", getattr(coro, "__qualname__", type(coro).__name__), options, context if isinstance(context, str) else type(context).__name__)
        return super().create_task(coro, **options)


async def sleeps(seconds):
    await asyncio.sleep(seconds)
    return seconds


async def numbers():
    try:
        yield 1
        yield 2
    finally:
        print("  closed")


class Waits:
    def __await__(self):
        return asyncio.sleep(0, "awaited").__await__()


async def main():
    loop = asyncio.get_running_loop()
    print(await asyncio.create_task(sleeps(0.5)))
    print(await asyncio.create_task(sleeps(0.25), name="named"))
    print(await loop.create_task(sleeps(0.125), name="asked for directly"))
    print(await asyncio.ensure_future(Waits()))
    print(await asyncio.gather(sleeps(0.5), sleeps(0.25)))
    print(await asyncio.shield(sleeps(0.5)))
    print(await asyncio.wait_for(sleeps(0.5), 1))
    for each in asyncio.as_completed([sleeps(0.5), sleeps(0.25)]):
        print(await each)
    async with asyncio.TaskGroup() as group:
        group.create_task(sleeps(0.25))
        group.create_task(sleeps(0.25), name="of a group")
    async for number in numbers():
        break
    await asyncio.sleep(0)
    print(asyncio.current_task().get_name())


with asyncio.Runner(loop_factory=Loop) as runner:
    runner.run(main())

loop = Loop()
print(loop.run_until_complete(sleeps(0.5)))


def refuse(coro, **options):
    raise LookupError("no more tasks")


async def refused():
    for make in (asyncio.create_task, asyncio.ensure_future, asyncio.gather):
        coroutine = sleeps(1)
        try:
            make(coroutine)
        except LookupError as error:
            print(error)
        coroutine.close()


task = loop.create_task(refused())
loop.create_task = refuse
loop.run_until_complete(task)
del loop.create_task
loop.close()
