# pins down: everything that curio logs, and where: crashes, tasks never joined, late timeouts, threads, each debugger
import logging, sys


class H(logging.Handler):
    def emit(self, r):
        # The kernel's own task waits for a socket.
        if "trap_io" in r.getMessage():
            return
        print("LOG", r.name, r.levelname, r.getMessage(), r.exc_info and r.exc_info[0].__name__, r.funcName if 0 else "")


logging.basicConfig(handlers=[H()], level=logging.DEBUG)
from curio import *
from curio.debug import *
import time


async def crash(n):
    await sleep(n)
    raise ValueError("crash %s %r", n)


async def fine():
    return 1


async def blocks():
    time.sleep(0.2)
    await sleep(0)
    time.sleep(0.01)


async def main():
    t = await spawn(crash, 1)
    await sleep(2)
    try:
        await t.join()
    except TaskError:
        print("joined")
    t = await spawn(fine)
    await sleep(0)
    del t
    print("deleted")
    t = await spawn(fine)
    await sleep(0)
    t.result
    del t
    t = await spawn(fine, daemon=True)
    await sleep(0)
    del t
    t = await spawn(crash, 0)
    await sleep(0)
    await sleep(0)
    del t
    t = await spawn(fine)
    await sleep(0)
    await t.wait()
    del t
    t = await spawn(sleep, 5)
    await t.cancel()
    del t
    print("next timeouts")
    async with timeout_after(0.1):
        time.sleep(0.5)
    async with ignore_after(0.1) as s:
        time.sleep(0.5)
    print(s.expired, s.result)

    def thr():
        raise KeyError("thr")

    t = await spawn_thread(thr)
    try:
        await t.join()
    except TaskError as e:
        print(repr(e.__cause__))
    try:
        await run_in_thread(thr)
    except KeyError as e:
        print("rit")
    await blocks()
    async with TaskGroup() as g:
        await g.spawn(crash, 1)
        await g.spawn(fine)
    print(g.exceptions)
    t = await spawn(crash, 100)
    u = await spawn(fine)


for dbg in (None, longblock, [longblock(max_time=0.1), logcrash]):
    print("===", dbg if not isinstance(dbg, list) else len(dbg))
    run(main, debug=dbg)


async def small():
    t = await spawn(fine)
    await sleep(0.5)
    await t.join()
    e = Event()
    async with ignore_after(1):
        await e.wait()


for dbg in (
    True,
    schedtrace,
    traptrace,
    [schedtrace(filter={"small"})],
    traptrace(level=logging.WARNING, filter=["fine"]),
    logcrash(filter="x"),
    longblock(level=10, max_time=0),
    schedtrace(log=logging.getLogger("mine")),
):
    print("=== debug")
    run(small, debug=dbg)
print(repr(DebugBase) if "DebugBase" in globals() else "no")
