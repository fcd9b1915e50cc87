# pins: context variables in tasks, handles with a context, threads and back, scopes and groups; RunVar per loop
from contextvars import ContextVar, copy_context

import anyio
from anyio import from_thread, lowlevel, to_thread

BACKEND = "asyncio"
var = ContextVar("var", default="unset")
run_var = lowlevel.RunVar("run_var", "run default")


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def child(name):
    log(f"{name} sees {var.get()}")
    var.set(name)
    await anyio.sleep(0.5)
    log(f"{name} still {var.get()}")


async def show(where):
    log(f"{where}: {var.get()}")
    var.set("set in the loop")


def in_thread():
    print(f"   thread sees {var.get()}")
    var.set("thread")
    from_thread.run(show, "run")
    from_thread.run_sync(lambda: log(f"run_sync: {var.get()}"))
    print(f"   thread still {var.get()}")


async def main():
    var.set("main")
    async with anyio.create_task_group() as tg:
        tg.start_soon(child, "a")
        var.set("main, later")
        tg.start_soon(child, "b")
        context = copy_context()
        context.run(var.set, "own context")
        tg.create_task(child("c"), context=context)
    log(f"main {var.get()}")

    async def started(*, task_status):
        var.set("in start")
        task_status.started()

    async with anyio.create_task_group() as tg:
        await tg.start(started)
    log(f"after start: {var.get()}")
    await to_thread.run_sync(in_thread)
    log(f"after the thread: {var.get()}")

    log(f"{run_var.get()} {run_var!r}")
    token = run_var.set("one")
    with run_var.set("two"):
        log(run_var.get())
    log(run_var.get())
    run_var.reset(token)
    log(run_var.get())
    for attempt in (lambda: run_var.reset(token), lambda: lowlevel.RunVar("empty").get(), lambda: run_var.reset(lowlevel.RunVar("x").set(1))):
        try:
            attempt()
        except (ValueError, LookupError) as error:
            log(f"{type(error).__name__}: {error}")
    run_var.set("left behind")
    log(f"{lowlevel.RunVar('x').get('given')}")


anyio.run(main, backend=BACKEND)


async def again():
    log(f"another run: {run_var.get()} {var.get()}")


anyio.run(again, backend=BACKEND)
