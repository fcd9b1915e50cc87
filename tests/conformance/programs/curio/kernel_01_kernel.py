# pins down: Kernel.run several times, tasks that live between runs, one cycle without a coroutine, shutdown, with
import curio


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def background(name):
    try:
        for n in range(10):
            await log(name, n)
            await curio.sleep(1)
    except curio.CancelledError:
        await log(name, "cancelled")
        raise


async def start():
    return [await curio.spawn(background, n, daemon=True) for n in "ab"]


async def fails():
    await curio.sleep(0.5)
    raise ValueError("fails")


kernel = curio.Kernel()
tasks = kernel.run(start)
print("between", [t.state for t in tasks])
kernel.run()
print("one cycle", [t.state for t in tasks])
kernel.run(curio.sleep, 2.5)
print("between", [t.state for t in tasks])
try:
    kernel.run(fails)
except ValueError as exc:
    print(repr(exc))
print(kernel.run(log("given a coroutine")))
kernel.run(shutdown=True)
print("after", [t.state for t in tasks], [repr(t.exception) for t in tasks])
try:
    kernel.run(start)
except RuntimeError as exc:
    print(exc)
with curio.Kernel() as kernel:
    kernel.run(start)
    print("with", len(kernel._tasks))
print(kernel.run.__name__, kernel._tasks)


async def value():
    return "value"


print(curio.Kernel().run(value, shutdown=True))
