# Pins down: start with partial, keyword arguments, default status, values of every kind, a child that spawns before started.
from functools import partial

import trio


async def listener(host, port=80, *, backlog=5, task_status=trio.TASK_STATUS_IGNORED):
    await trio.sleep(0.1)
    task_status.started({"host": host, "port": port, "backlog": backlog})
    await trio.sleep(0.5)
    print(f"{trio.current_time():.1f} {host} closes")


async def no_value(task_status):
    task_status.started()


async def with_children(task_status):
    async with trio.open_nursery() as nursery:
        for n in range(2):
            inner = await nursery.start(listener, f"inner{n}")
            print("inner", inner["host"])
        nursery.start_soon(trio.sleep, 1)
        task_status.started(nursery)
    print(f"{trio.current_time():.1f} with_children ends")


class Server:
    def __init__(self, name):
        self.name = name

    async def run(self, task_status):
        with trio.CancelScope() as scope:
            task_status.started((self, scope))
            await trio.sleep_forever()
        print(f"{trio.current_time():.1f} {self.name} stopped")


async def main():
    async with trio.open_nursery() as nursery:
        print(await nursery.start(listener, "a"))
        print(await nursery.start(partial(listener, "b", backlog=9), 8080))
        print(await nursery.start(no_value))
        inner = await nursery.start(with_children)
        inner.start_soon(listener, "added to the inner nursery")
        server, scope = await nursery.start(Server("server").run)
        await trio.sleep(1)
        print("stopping", server.name)
        scope.cancel()
        async with trio.open_nursery() as parallel:
            results = {}

            async def collect(key, *args):
                results[key] = await nursery.start(*args)

            parallel.start_soon(collect, "x", listener, "x")
            parallel.start_soon(collect, "y", listener, "y")
        print(sorted(results), f"{trio.current_time():.1f}")


trio.run(main)
