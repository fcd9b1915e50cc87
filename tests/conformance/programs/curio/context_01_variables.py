# pins down: tasks share context variables, unless the kernel makes ContextTasks
import contextvars

import curio
from curio.task import ContextTask

var = contextvars.ContextVar("var", default="default")


async def child(name):
    print(name, "sees", var.get())
    var.set(name)
    await curio.sleep(1)
    print(name, "keeps", var.get())


async def main():
    var.set("main")
    a = await curio.spawn(child, "a")
    b = await curio.spawn(child, "b")
    await curio.sleep(0)
    print("main sees", var.get())
    await a.join()
    await b.join()
    print("main at the end", var.get())


curio.run(main)
print("outside", var.get())
curio.run(main, taskcls=ContextTask)
print("outside", var.get())
