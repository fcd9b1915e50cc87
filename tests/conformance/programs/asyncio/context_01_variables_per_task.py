# contextvars: a task gets a copy when it is made; callbacks run in the context they were added from; context= shares one
import asyncio
import contextvars

request = contextvars.ContextVar("request", default="none")


async def show(label):
    before = request.get()
    request.set(label)
    await asyncio.sleep(0)
    print(f"{label}: began with {before}, has {request.get()}")


async def main():
    request.set("main")
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(show("task"))
    request.set("changed after create_task")
    await task
    print("main still:", request.get())
    await show("awaited directly")
    print("main now:", request.get())

    context = contextvars.copy_context()
    await asyncio.create_task(show("in a given context"), context=context)
    print("the context:", context[request], "main:", request.get())
    await asyncio.gather(*(show(f"gathered {i}") for i in range(3)))
    await asyncio.wait_for(show("wait_for"), 1)
    print("after wait_for:", request.get())
    async with asyncio.TaskGroup() as tg:
        tg.create_task(show("in group"), context=context)
        tg.create_task(show("in group, own"))
    print("the context:", context.get(request))

    seen = []
    request.set("A")
    loop.call_soon(lambda: seen.append(request.get()))
    request.set("B")
    loop.call_soon(lambda: seen.append(request.get()), context=context)
    future = loop.create_future()
    future.add_done_callback(lambda f: seen.append(request.get()))
    request.set("C")
    future.set_result(None)
    await asyncio.sleep(0)
    print(seen)
    token = request.set("D")
    request.reset(token)
    print(request.get(), token.old_value, token.var is request)


asyncio.run(main())
