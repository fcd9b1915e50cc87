# Loops by hand: run_forever and stop, run_until_complete of everything, closing, nested runs, callbacks after stop, time
import asyncio


async def value(x, delay=0):
    await asyncio.sleep(delay)
    return x


def attempt(call):
    try:
        return repr(call())
    except BaseException as e:
        return f"{type(e).__name__}: {e}"


loop = asyncio.new_event_loop()
print(loop.is_running(), loop.is_closed(), loop.get_debug(), loop.time())
loop.call_soon(print, "soon")
loop.call_later(1, print, "later")
loop.call_later(2, loop.stop)
loop.call_later(2, print, "same instant as stop")
loop.call_later(3, print, "after stop")
loop.run_forever()
print("stopped at", loop.time())
loop.stop()
loop.call_soon(print, "one turn though stopped")
loop.call_soon(lambda: loop.call_soon(print, "next turn"))
loop.run_forever()
print("stopped before it ran")
print(loop.run_until_complete(value("coroutine", 2)), loop.time())
future = loop.create_future()
loop.call_later(1, future.set_result, "future")
print(loop.run_until_complete(future), loop.time())
print(attempt(lambda: loop.run_until_complete(42)))
never = loop.create_future()
loop.call_later(1, loop.stop)
print(attempt(lambda: loop.run_until_complete(never)))


async def nested():
    results = [attempt(lambda: loop.run_until_complete(never)), attempt(loop.run_forever)]
    return results


for line in loop.run_until_complete(nested()):
    print(line)
task = loop.create_task(value("task", 1), name="by hand")
print(task.get_name(), task.get_loop() is loop, task.done())
print(loop.run_until_complete(task))


async def all_names():
    return sorted(t.get_name() for t in asyncio.all_tasks())


leftover = loop.create_task(value("left", 100), name="leftover")
print(loop.run_until_complete(loop.create_task(all_names(), name="asks")), asyncio.all_tasks(loop) == {leftover})
leftover.cancel()
print(attempt(lambda: loop.run_until_complete(leftover)))


def failing():
    raise ValueError("in a callback")


def exits():
    raise SystemExit("from a callback")


loop.set_exception_handler(lambda loop, context: print("handler", sorted(context), repr(context["exception"])))
loop.call_soon(failing)
loop.run_until_complete(value(1))
loop.call_soon(exits)
loop.call_soon(print, "queued behind the exit")
print(attempt(lambda: loop.run_until_complete(value(2, 1))))
print(loop.is_running(), loop.run_until_complete(value("goes on")))
loop.close()
loop.close()
print(loop.is_closed(), attempt(lambda: loop.call_soon(print)), attempt(lambda: loop.call_later(1, print)), attempt(loop.run_forever))
print(attempt(lambda: loop.create_future().done()), attempt(asyncio.get_running_loop), attempt(asyncio.current_task), attempt(asyncio.all_tasks))
asyncio.set_event_loop(None)
print(attempt(asyncio.get_event_loop))
mine = asyncio.new_event_loop()
asyncio.set_event_loop(mine)
print(asyncio.get_event_loop() is mine)
f = asyncio.Future()
print(f.get_loop() is mine, attempt(lambda: asyncio.ensure_future(42)), attempt(lambda: asyncio.create_task(f)))
mine.close()
