# Pins down: starting children: values, errors before and after started(), cancelled starts, closed nurseries.
import trio
async def w(name, status=trio.TASK_STATUS_IGNORED, task_status=trio.TASK_STATUS_IGNORED):
    print(name, "starting")
    await trio.sleep(1)
    task_status.started(name.upper())
    try:
        await trio.sleep(5)
        print(name, "finished")
    except trio.Cancelled as e:
        print(name, "cancelled", trio.current_time(), e.source); raise
async def bad(task_status):
    raise ValueError("before")
async def never(task_status): await trio.sleep(0.5)
async def twice(task_status):
    task_status.started(1)
    try: task_status.started(2)
    except RuntimeError as e: print(e)
    await trio.sleep(1)
async def after(task_status):
    task_status.started()
    await trio.sleep(0.1)
    raise KeyError("after")
async def main():
    async with trio.open_nursery() as n:
        print(await n.start(w, "one"))
        with trio.move_on_after(1.5) as s:
            print(await n.start(w, "two"))
            await trio.sleep(3)
        print("scope", s.cancelled_caught, trio.current_time())
        with trio.move_on_after(0.5) as s:
            print(await n.start(w, "three"))
        print("scope", s.cancelled_caught, trio.current_time())
        for f in (bad, never):
            try: await n.start(f)
            except Exception as e: print(type(e).__name__, e, repr(e.__context__), repr(e.__cause__))
        print(await n.start(twice))
        try: await n.start(lambda: 3)
        except TypeError as e: print("TypeError", e)
        n.cancel_scope.cancel("enough")
    try:
        async with trio.open_nursery() as n:
            print(await n.start(after))
            await trio.sleep(1)
    except* KeyError as e: print(e.exceptions)
    try: n.start_soon(w, "late")
    except RuntimeError as e: print(e)
    try: await n.start(w, "late")
    except RuntimeError as e: print(e)
    async with trio.open_nursery() as n:
        n.cancel_scope.cancel()
        try: await n.start(w, "cancelled")
        except trio.Cancelled as e: print("C", e.source); raise
    print("end", n.cancel_scope.cancelled_caught)
    async with trio.open_nursery() as outer:
        async with trio.open_nursery() as inner:
            v = await inner.start(w, "in inner")
            print(v, len(inner.child_tasks), len(outer.child_tasks))
            inner.cancel_scope.cancel()
trio.run(main)
