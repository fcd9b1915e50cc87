# Eager tasks: who is current, names, contexts and the order of events when a task runs in the middle of its creator
import asyncio
import contextvars

var = contextvars.ContextVar("var", default=0)


async def immediate(n):
    print("  immediate", n, asyncio.current_task().get_name(), var.get())
    var.set(n)
    return n


async def suspends(n):
    print("  suspends", n, asyncio.current_task().get_name())
    await asyncio.sleep(0)
    print("  resumed", n, asyncio.current_task().get_name())
    return n


async def fails(n):
    raise ValueError(n)


async def cancels_self():
    asyncio.current_task().cancel("own")
    print("  cancelling", asyncio.current_task().cancelling())
    await asyncio.sleep(0)


async def main():
    loop = asyncio.get_running_loop()
    loop.set_task_factory(asyncio.eager_task_factory)
    me = asyncio.current_task()
    t = asyncio.create_task(immediate(1), name="first")
    print(t.done(), t.result(), t, asyncio.current_task() is me, var.get())
    t.add_done_callback(lambda t: print("  callback", t.get_name()))
    print("before", t in asyncio.all_tasks())
    print("await done", await t)
    await asyncio.sleep(0)
    t = asyncio.create_task(suspends(2))
    print(t.done(), t.get_name(), t in asyncio.all_tasks(), [x.get_name() for x in sorted(asyncio.all_tasks(), key=lambda x: x.get_name())])
    print(await t)
    t = asyncio.create_task(fails(3))
    print(t.done(), repr(t.exception()))
    t = asyncio.create_task(cancels_self())
    print(t)
    print(await asyncio.gather(t, return_exceptions=True), t.cancelled())
    print(await asyncio.gather(immediate(4), suspends(5), fails(6), return_exceptions=True))
    context = contextvars.copy_context()
    context.run(var.set, 99)
    t = asyncio.create_task(immediate(7), context=context)
    print(var.get(), context[var])
    async with asyncio.TaskGroup() as group:
        a = group.create_task(immediate(8))
        b = group.create_task(suspends(9))
        print("in group", a.done(), b.done())
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(suspends(10))
            group.create_task(fails(11))
            print("not reached?")
            await asyncio.sleep(1)
    except* ValueError as e:
        print(e.exceptions)
    done, pending = await asyncio.wait([asyncio.create_task(immediate(12)), asyncio.create_task(suspends(13))], return_when="FIRST_COMPLETED")
    print(len(done), len(pending))
    if pending:
        await asyncio.wait(pending)
    for f in asyncio.as_completed([immediate(14), suspends(15)]):
        print(await f)
    try:
        async with asyncio.timeout(0):
            await asyncio.create_task(suspends(16))
    except TimeoutError:
        print("timeout")
    print(await asyncio.wait_for(immediate(17), 1))
    try:
        await asyncio.wait_for(suspends(18), 0)
    except TimeoutError:
        print("timeout 0")
    async def nested():
        inner = asyncio.create_task(immediate(19), name="inner")
        print("  nested", asyncio.current_task().get_name(), inner.done())
        return await inner
    print(await asyncio.create_task(nested(), name="outer"))

    class Own(asyncio.Task):
        def __init__(self, *args, **kwargs):
            print("  own", sorted(kwargs))
            super().__init__(*args, **kwargs)

    loop.set_task_factory(asyncio.create_eager_task_factory(Own))
    t = asyncio.create_task(immediate(20), name="own")
    print(type(t).__name__, t.done(), t.get_name())
    loop.set_task_factory(None)
    t = asyncio.create_task(immediate(21))
    print(t.done())
    await t
    t = asyncio.Task(immediate(22), eager_start=True, loop=loop, name="direct")
    print(t.done(), t)


asyncio.run(main())
