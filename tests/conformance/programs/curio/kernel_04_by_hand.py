# pins down: a kernel run again and again: values, failures, tasks between runs, shutdown, SystemExit, what cannot be run
import curio, sys
from curio import *
from functools import partial


async def say(x, n=0):
    await sleep(n)
    print("say", x, f"{await clock():.2f}")
    return x


async def fail():
    raise ValueError("bad")


async def forever(name):
    try:
        await sleep(1000)
    except BaseException as e:
        print(name, repr(e))
        await sleep(0.5)
        print(name, "cleaned", f"{await clock():.2f}")
        raise


k = Kernel()
print(k.run(say, 1))
print(k.run(say(2)))
print(k.run(partial(say, n=1), 3))
print(k.run())
try:
    k.run(fail)
except ValueError as e:
    print(repr(e))
t = k.run(spawn, forever, "a")
print(t, t.state)
k.run()
print(t)
t2 = k.run(partial(spawn, forever, "b", daemon=True))
k.run(sleep, 1)
print(t2, t2.daemon, t2.parentid, t.parentid, t.id)


async def spawner():
    t = await spawn(forever, "c")
    raise RuntimeError("main failed")


try:
    k.run(spawner)
except RuntimeError as e:
    print(repr(e))
print(k.run(say, "last", shutdown=True))
for f in (lambda: k.run(say, 1), lambda: k.run(), lambda: k.run(shutdown=True)):
    try:
        f()
    except BaseException as e:
        print(repr(e))
print(t, repr(t.exception), t.cancelled, t2)
try:
    t.result
except BaseException as e:
    print(repr(e))


# run in run
async def inner():
    try:
        curio.run(say, 1)
    except RuntimeError as e:
        print(repr(e))
    k2 = Kernel()
    try:
        k2.run(say, 1)
    except RuntimeError as e:
        print(repr(e))
    k2._shutdown_funcs = None


curio.run(inner)
for bad in (5, "x", print, [], lambda: 5):
    try:
        print(curio.run(bad))
    except BaseException as e:
        print(type(e).__name__, str(e)[:30])
try:
    curio.run()
except TypeError as e:
    print(e)
try:
    curio.run(say)
except TypeError as e:
    print(e)
try:
    curio.run(say, 1, bad=3)
except TypeError as e:
    print(e)
with Kernel() as k:
    print(k.run(say, 5))
    t = k.run(spawn, forever, "w")
    k.run(sleep, 0)
try:
    k.run(say, 1)
except RuntimeError as e:
    print(e)
with Kernel() as k:
    k.run(shutdown=True)
    print("was shut down in with")


def gen():
    yield
    return 5


try:
    print(curio.run(gen))
except BaseException as e:
    print(repr(e)[:50])


async def agen():
    yield 1


try:
    print(curio.run(agen))
except BaseException as e:
    print(repr(e))
try:
    print(curio.run(say(1), 2))
except BaseException as e:
    print(repr(e))
k = Kernel()
k.run(say, "with max", shutdown=True)
k = Kernel(max_select_timeout=None, taskcls=curio.Task)
try:
    with k:
        t = k.run(spawn, forever, "in error")
        k.run()
        raise KeyError("out")
except KeyError as e:
    print(repr(e))
print(t)


async def getk():
    from curio.traps import _get_kernel

    kk = await _get_kernel()
    return kk


k = Kernel()
print(k.run(getk) is k)
k.run(shutdown=True)


async def exits():
    raise SystemExit(3)


async def ki():
    raise KeyboardInterrupt("ki")


for f in (exits, ki):
    k = Kernel()
    try:
        k.run(f)
    except BaseException as e:
        print(repr(e))
    try:
        print(k.run(say, "again"))
    except BaseException as e:
        print(repr(e))
    k.run(shutdown=True)


async def m():
    t = await spawn(exits)
    try:
        await sleep(1)
        print("not reached")
    except BaseException as e:
        print("main", repr(e))
        raise


try:
    curio.run(m)
except BaseException as e:
    print(repr(e))
