# Many small facts at the edges: names of tasks, order of contexts, kinds of callables, results of system tasks.
import contextvars
import functools
import math

import trio
import trio.lowlevel
import trio.testing

var = contextvars.ContextVar("var", default="unset")


class Worker:
    async def method(self):
        return trio.lowlevel.current_task().name

    @classmethod
    async def class_method(cls):
        print(trio.lowlevel.current_task().name)

    @staticmethod
    async def static():
        print(trio.lowlevel.current_task().name)

    async def __call__(self):
        print(trio.lowlevel.current_task().name.split(" at ")[0])


async def show():
    print(trio.lowlevel.current_task().name)


async def main():
    task = trio.lowlevel.current_task()
    print(task.name, task.parent_nursery is trio.lowlevel.current_root_task().child_nurseries[2] if len(trio.lowlevel.current_root_task().child_nurseries) > 2 else None)
    print(task.coro.__name__, task.coro.cr_running, task.context is not None, task.child_nurseries, task.eventual_parent_nursery, task.custom_sleep_data)
    async with trio.open_nursery() as nursery:
        print(task.child_nurseries == [nursery], nursery.parent_task is task)
        for fn in (show, functools.partial(show), functools.partial(functools.partial(show)), Worker.class_method, Worker().static, Worker(), lambda: show()):
            nursery.start_soon(fn)
            await trio.testing.wait_all_tasks_blocked()
        nursery.start_soon(Worker().method)
        nursery.start_soon(show, name="given")
        nursery.start_soon(show, name=Worker.static)
        nursery.start_soon(show, name=functools.partial(Worker.static))
        nursery.start_soon(show, name=None)
        await trio.testing.wait_all_tasks_blocked()
        nursery.start_soon(show, name=42)
        nursery.start_soon(show, name=print)
        nursery.start_soon(show, name=math.sin)
        nursery.start_soon(show, name=Worker)
        nursery.start_soon(show, name="")
        await trio.testing.wait_all_tasks_blocked()
    task.name = "renamed"
    print(task.name, trio.lowlevel.current_task().name)

    async def async_setter(value):
        var.set(value)
        await trio.sleep(0)
        print("task sees", var.get())

    var.set("main")
    async with trio.open_nursery() as nursery:
        nursery.start_soon(async_setter, "child")
    print(var.get())
    context = contextvars.copy_context()
    context.run(var.set, "in copy")
    system = trio.lowlevel.spawn_system_task(async_setter, "system", context=context)
    print(system.name, system.parent_nursery is not task.parent_nursery)
    await trio.sleep(0.1)
    print(context[var], var.get())

    async def plain_system():
        print("system task sees", var.get())

    trio.lowlevel.spawn_system_task(plain_system, name="sys")
    await trio.sleep(0.1)
    token = trio.lowlevel.current_trio_token()
    token.run_sync_soon(lambda: print("callback sees", var.get()))
    for n in range(3):
        token.run_sync_soon(print, "idempotent", idempotent=True)
        token.run_sync_soon(print, "each", n)
    await trio.sleep(0.1)
    print(trio.lowlevel.in_trio_run(), trio.lowlevel.in_trio_task())
    token.run_sync_soon(lambda: print(trio.lowlevel.in_trio_run(), trio.lowlevel.in_trio_task()))
    await trio.sleep(0.1)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(trio.sleep, 1)
        nursery.start_soon(trio.sleep_forever, name="forever")
        await trio.sleep(0)
        print(sorted(t.name for t in nursery.child_tasks), type(nursery.child_tasks).__name__)
        await trio.sleep(2)
        print(sorted(t.name for t in nursery.child_tasks))
        nursery.cancel_scope.cancel()
    print(nursery.child_tasks, nursery.cancel_scope.cancelled_caught)


trio.run(main)
print(var.get(), trio.lowlevel.in_trio_run(), trio.lowlevel.in_trio_task())
