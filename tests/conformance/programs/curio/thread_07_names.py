# pins down: names of curio's threads, which of them are used again, thread locals of context variables
import contextvars
import threading
import time

import curio

var = contextvars.ContextVar("var", default="unset")


def who(delay):
    time.sleep(delay)
    before = var.get()
    var.set(threading.current_thread().name)
    return threading.current_thread().name, before


async def main():
    var.set("main")
    print(threading.current_thread().name, var.get())
    for _ in range(2):
        async with curio.TaskGroup() as g:
            for n in range(3):
                await g.spawn(curio.run_in_thread, who, 0.5 + n)
        print(g.results)
    t = await curio.spawn_thread(who, 1)
    print(await t.join())
    t = await curio.spawn(curio.run_in_thread, who, 5)
    await curio.sleep(0.5)
    await t.cancel()
    print(await curio.run_in_thread(who, 0.25), await curio.run_in_thread(who, 0.25))
    names = []
    t = threading.Thread(target=lambda: names.append(threading.current_thread().name))
    t.start()
    await curio.run_in_thread(t.join)
    print(names, var.get())


curio.run(main)
