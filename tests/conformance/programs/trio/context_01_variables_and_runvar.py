# Pins down: a child gets a copy of its spawner's context; RunVar is one per run; a nursery's children see the spawner's values.
import contextvars

import trio
from trio.lowlevel import RunVar

user = contextvars.ContextVar("user", default="nobody")
connections = RunVar("connections")


async def child(label):
    print(label, "sees", user.get())
    user.set(label)
    await trio.lowlevel.checkpoint()
    print(label, "has", user.get())


async def spawner(nursery):
    user.set("spawner")
    nursery.start_soon(child, "spawned by another task")


async def starts(task_status):
    print("start sees", user.get())
    task_status.started()


async def main():
    user.set("main")
    async with trio.open_nursery() as nursery:
        nursery.start_soon(child, "a")
        user.set("changed later")
        nursery.start_soon(child, "b")
        nursery.start_soon(spawner, nursery)
        await nursery.start(starts)
    print("main still", user.get())
    await trio.to_thread.run_sync(lambda: print("thread sees", user.get()))
    context = contextvars.copy_context()
    trio.lowlevel.spawn_system_task(child, "system", context=context)
    await trio.sleep(1)
    print("given context now:", context[user])
    try:
        connections.get()
    except LookupError as exc:
        print("LookupError", exc.args[0] is connections)
    print(connections.get("default"))
    token = connections.set(1)
    print(connections.get())
    connections.reset(token)
    print(connections.get("unset again"))
    connections.set(2)


for _ in range(2):
    trio.run(main)
    print("-- next run")
