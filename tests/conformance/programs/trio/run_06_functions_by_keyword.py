# Functions to run, given by the names of their parameters.
import trio
import trio.testing


async def greet():
    print("greets")


async def starts(task_status):
    task_status.started("started")


async def main():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(async_fn=greet, name="by name")
        print(await nursery.start(async_fn=starts))
        trio.lowlevel.spawn_system_task(async_fn=greet)
        trio.lowlevel.current_trio_token().run_sync_soon(sync_fn=lambda: print("soon"), idempotent=True)
        await trio.testing.wait_all_tasks_blocked()
        for wrong in (lambda: nursery.start_soon(greet, async_fn=greet), lambda: trio.lowlevel.spawn_system_task(fn=greet)):
            try:
                wrong()
            except TypeError as error:
                print(error)


trio.run(async_fn=greet)
trio.run(async_fn=main)
