# new_event_loop, run_until_complete, run_forever with stop, close; the old way of running things still works
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def job(n):
    await asyncio.sleep(n)
    return n


async def generator():
    try:
        for i in range(9):
            yield i
    finally:
        stamp("generator closed")


async def first(gen):
    return await anext(gen)


loop = asyncio.new_event_loop()
stamp(loop.run_until_complete(job(1)), loop.is_running(), loop.is_closed())
task = loop.create_task(job(2))
loop.call_later(1, loop.stop)
loop.run_forever()
stamp("stopped, task done:", task.done())
stamp(loop.run_until_complete(task))
future = loop.create_future()
loop.call_soon(future.set_exception, KeyError("k"))
try:
    loop.run_until_complete(future)
except KeyError as e:
    stamp(repr(e))
stamp(loop.run_until_complete(asyncio.gather(*(job(n) for n in (1, 2)), return_exceptions=True)) if False else "skipped")
gen = generator()
stamp(loop.run_until_complete(first(gen)))
loop.run_until_complete(loop.shutdown_asyncgens())
loop.close()
stamp("closed", loop.is_closed())
for act in (lambda: loop.call_soon(print), lambda: loop.run_forever()):
    try:
        act()
    except RuntimeError as e:
        stamp("RuntimeError:", e)
coro = job(1)
try:
    loop.run_until_complete(coro)
except RuntimeError as e:
    stamp("RuntimeError:", e)
coro.close()
