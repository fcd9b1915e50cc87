# pins down: what run, spawn and friends say to wrong use
import curio


def plain():
    return 5


async def work(a, b=2):
    return a + b


async def nested():
    try:
        curio.run(work, 1)
    except RuntimeError as exc:
        print("nested:", exc)


async def main():
    print(await (await curio.spawn(work, 1)).join())
    print(await (await curio.spawn(work(1, 5))).join())
    for bad in (plain, 5, None):
        try:
            await curio.spawn(bad)
        except Exception as exc:
            print(type(exc).__name__, str(exc).split(" at 0x")[0].split("<function")[0])
    coro = work(1)
    try:
        await curio.spawn(coro, 2)
    except AssertionError as exc:
        print("AssertionError", exc)
    coro.close()
    try:
        await curio.spawn(work)
    except TypeError as exc:
        print(exc)
    try:
        await curio.TaskGroup().next_result()
    except RuntimeError as exc:
        print(exc)
    print(await curio.TaskGroup().next_done())
    for name in ("timeout_at", "ignore_at", "wake_at", "async_thread", "SignalQueue"):
        try:
            getattr(curio, name)
        except AttributeError as exc:
            print(exc)
    lock = curio.Lock()
    try:
        await lock.release()
    except AssertionError as exc:
        print("AssertionError", exc)
    rlock = curio.RLock()
    try:
        await rlock.release()
    except RuntimeError as exc:
        print(exc)
    cond = curio.Condition()
    for method in (cond.wait, cond.notify):
        try:
            await method()
        except RuntimeError as exc:
            print(exc)


curio.run(main)
curio.run(nested)
try:
    curio.run(plain)
except TypeError as exc:
    print("run:", str(exc).split("<")[0])
with curio.Kernel() as k:
    print(k.run(work, 10))
try:
    k.run(work, 1)
except RuntimeError as exc:
    print(exc)
print(curio.CurioError.__mro__[1].__name__, curio.CancelledError.__mro__[1].__name__, curio.TaskTimeout.__mro__[1].__name__)
