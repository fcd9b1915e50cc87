# pins down: when main returns, the tasks that are left are cancelled newest first, each cleanup awaited
import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def work(name, cleanup):
    try:
        await curio.sleep(100)
    except curio.CancelledError as exc:
        await log(name, "sees", repr(exc))
        await curio.sleep(cleanup)
        await log(name, "clean")
        raise
    finally:
        await log(name, "over")


async def late():
    await curio.sleep(1.25)
    await log("late was not cancelled yet")


async def main():
    await curio.spawn(work, "oldest", 0.5)
    await curio.spawn(work, "daemon", 1, daemon=True)
    await curio.spawn(late)
    await curio.spawn(work, "newest", 2)
    await curio.sleep(1)
    await log("main returns")
    return "value"


print(curio.run(main))


async def fails():
    await curio.spawn(work, "left", 0.5)
    await curio.sleep(0)
    raise RuntimeError("main fails")


try:
    curio.run(fails)
except RuntimeError as exc:
    print("run raised", repr(exc))
