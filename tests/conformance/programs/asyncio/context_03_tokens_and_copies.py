# Context variables: tokens, reset in the wrong context, contexts entered twice, callbacks' own contexts, generators
import asyncio
import contextvars

var = contextvars.ContextVar("var", default="default")
other = contextvars.ContextVar("other")


def attempt(call):
    try:
        return call()
    except Exception as e:
        return f"{type(e).__name__}: {e}".split(" at 0x")[0]


async def child(name):
    print(" ", name, "sees", var.get())
    token = var.set(name)
    await asyncio.sleep(0)
    print(" ", name, "still", var.get(), token.old_value if token.old_value is not token.MISSING else "MISSING")
    var.reset(token)
    print(" ", name, "reset", var.get(), attempt(lambda: var.reset(token)).split("<")[0])


async def gen():
    var.set("in generator")
    yield var.get()
    yield var.get()


async def main():
    print(attempt(other.get), other.get("given"), var.name)
    token = var.set("main")
    await asyncio.gather(child("a"), child("b"))
    print(var.get())
    loop = asyncio.get_running_loop()
    context = contextvars.copy_context()
    context.run(var.set, "copied")
    done = asyncio.Event()

    def callback(title):
        print(" ", title, var.get())
        var.set(title)
        if title == "last":
            done.set()

    loop.call_soon(callback, "plain")
    loop.call_soon(callback, "with context", context=context)
    loop.call_later(0.1, callback, "later", context=context)
    future = loop.create_future()
    future.add_done_callback(lambda f: callback("future"), context=context)
    future.set_result(None)
    loop.call_later(0.2, callback, "last")
    await done.wait()
    print(var.get(), context[var], len(context), var in context, sorted(v.name for v in context))
    agen = gen()
    async for value in agen:
        print(value, var.get())
        var.set("changed outside")
    task = asyncio.create_task(child("shared"), context=context)
    await task
    print(task.get_context() is context, context[var])
    print(attempt(lambda: context.run(lambda: context.run(print))).split("<")[0])
    async def reset_elsewhere():
        return attempt(lambda: var.reset(token))
    print((await asyncio.create_task(reset_elsewhere())).split("<")[0])
    print(await asyncio.to_thread(var.get), await loop.run_in_executor(None, lambda: 1))
    print(await asyncio.wait_for(asyncio.create_task(child("waited")), 1))
    h = loop.call_soon(print, "  handle", context=context)
    print(h.get_context() is context)
    await asyncio.sleep(0)
    print(contextvars.copy_context()[var], list(contextvars.Context()))


asyncio.run(main())
