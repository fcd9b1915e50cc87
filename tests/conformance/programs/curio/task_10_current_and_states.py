# pins down: task states while waiting for each kind of thing, numbers of tasks, parents
import curio


async def waits(kind, things):
    if kind == "sleep":
        await curio.sleep(10)
    elif kind == "event":
        await things["event"].wait()
    elif kind == "lock":
        await things["lock"].acquire()
    elif kind == "sema":
        await things["sema"].acquire()
    elif kind == "cond":
        async with things["cond"]:
            await things["cond"].wait()
    elif kind == "get":
        await things["queue"].get()
    elif kind == "put":
        await things["full"].put(2)
    elif kind == "qjoin":
        await things["full"].join()
    elif kind == "join":
        await things["main"].wait()
    elif kind == "thread":
        import time
        await curio.run_in_thread(time.sleep, 5)
    elif kind == "group":
        async with curio.TaskGroup() as g:
            await g.spawn(curio.sleep, 5)
    elif kind == "universal":
        await curio.UniversalEvent().wait()


async def main():
    me = await curio.current_task()
    print(me.id, me.parentid, me.name, me.state, me.cycles)
    things = {"event": curio.Event(), "lock": curio.Lock(), "sema": curio.Semaphore(0), "cond": curio.Condition(),
              "queue": curio.Queue(), "full": curio.Queue(1), "main": me}
    await things["lock"].acquire()
    await things["full"].put(1)
    kinds = ["sleep", "event", "lock", "sema", "cond", "get", "put", "qjoin", "join", "thread", "group", "universal"]
    tasks = {kind: await curio.spawn(waits, kind, things) for kind in kinds}
    print({t.state for t in tasks.values()}, me.state)
    await curio.sleep(0.5)
    for kind, task in tasks.items():
        print(kind, task.state, task.id, task.parentid, task.cycles, task.cancel_pending, task.allow_cancel, task.sleep, task.timeout)
    print(things["event"]._waiting, things["lock"]._waiting, things["queue"]._get_waiting, len(me.joining))
    for kind, task in tasks.items():
        await task.cancel()
        print(kind, task.state, task.cycles, repr(task.exception))


curio.run(main)
