# Runner: one loop for several runs, context shared between them, tasks survive between runs, closing cancels them
import asyncio
import contextvars
import time

var = contextvars.ContextVar("var", default="unset")


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def tick(n):
    try:
        for i in range(n):
            await asyncio.sleep(1)
            stamp("tick", i)
    finally:
        stamp("tick ends")


async def first():
    var.set("set in first")
    asyncio.create_task(tick(5), name="ticker")
    await asyncio.sleep(1.5)
    return asyncio.get_running_loop()


async def second():
    stamp("var:", var.get(), "tasks:", sorted(t.get_name() for t in asyncio.all_tasks()))
    await asyncio.sleep(1)
    return asyncio.get_running_loop()


with asyncio.Runner() as runner:
    a = runner.run(first())
    stamp("between the runs", a.is_running(), a.is_closed())
    b = runner.run(second())
    stamp("same loop:", a is b, a is runner.get_loop())
    stamp("outside:", var.get())
    context = contextvars.copy_context()
    runner.run(second(), context=context)
stamp("closed:", a.is_closed())
try:
    runner.run(tick(1))
except RuntimeError as e:
    stamp("RuntimeError:", e)
