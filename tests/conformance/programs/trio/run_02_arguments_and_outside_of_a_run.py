# trio.run: arguments, misuse, what leaves it, loose groups and deprecation warnings.
import re
import sys
import warnings

import trio
import trio.testing


async def ok(*args, **kw):
    return args, kw


def attempt(label, fn):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            print(label, "->", re.sub("0x[0-9a-f]+", "0x…", repr(fn())))
        except BaseException as error:
            print(label, type(error).__name__, "|", re.sub("0x[0-9a-f]+", "0x…", str(error)), "|", error.__cause__ and type(error.__cause__).__name__, getattr(error, "exceptions", ""))
    for warning in caught:
        print("   warning", warning.category.__name__, str(warning.message).splitlines()[0])


async def inside():
    try:
        trio.run(ok)
    except RuntimeError as error:
        print("inside", error)


async def child_fails():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(raise_it)


async def raise_it():
    raise ValueError("it")


async def gen():
    yield 1


class Callable:
    async def __call__(self):
        return "callable"


async def exits():
    sys.exit(4)


async def interrupts():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(raise_ki)
        await trio.sleep_forever()


async def raise_ki():
    raise KeyboardInterrupt


attempt("args", lambda: trio.run(ok, 1, 2))
attempt("kw", lambda: trio.run(ok, 1, x=2))
attempt("coroutine", lambda: trio.run(ok()))
attempt("sync", lambda: trio.run(print, "called"))
attempt("lambda", lambda: trio.run(lambda: 3))
attempt("generator", lambda: trio.run(gen))
attempt("not callable", lambda: trio.run(3))
attempt("callable", lambda: trio.run(Callable()))
attempt("wrong args", lambda: trio.run(inside, 3))
attempt("inside", lambda: trio.run(inside))
attempt("strict", lambda: trio.run(child_fails))
attempt("loose", lambda: trio.run(child_fails, strict_exception_groups=False))
attempt("exit", lambda: trio.run(exits))
attempt("ki", lambda: trio.run(interrupts))
attempt("loose ki", lambda: trio.run(interrupts, strict_exception_groups=False))
attempt("restrict", lambda: trio.run(ok, restrict_keyboard_interrupt_to_checkpoints=True))
attempt("clock", lambda: trio.run(ok, clock=trio.testing.MockClock()))
attempt("instruments", lambda: trio.run(ok, instruments=[]))
attempt("instruments", lambda: trio.run(ok, instruments=3))
attempt("partial", lambda: trio.run(__import__("functools").partial(ok, 1, b=2)))

for name in ("current_time", "current_effective_deadline"):
    attempt(name, getattr(trio, name))
for name in ("current_task", "current_root_task", "current_statistics", "current_clock", "current_trio_token", "in_trio_run", "in_trio_task"):
    attempt(name, getattr(trio.lowlevel, name))
attempt("spawn_system_task", lambda: trio.lowlevel.spawn_system_task(ok))
attempt("nursery", lambda: trio.open_nursery())
attempt("scope", lambda: trio.CancelScope().__enter__())
attempt("move_on", lambda: trio.move_on_after(1))
attempt("move_on_at", lambda: trio.move_on_at(1).deadline)
attempt("fail", lambda: type(trio.fail_after(1)).__name__)
attempt("runvar", lambda: trio.lowlevel.RunVar("x").get())
attempt("event", lambda: trio.Event().is_set())
attempt("limiter", lambda: trio.CapacityLimiter(1).acquire_nowait())
attempt("lock", lambda: trio.Lock().acquire_nowait())
attempt("reschedule", lambda: trio.lowlevel.reschedule(None))
attempt("from_thread", lambda: trio.from_thread.run(ok))
attempt("from_thread", lambda: trio.from_thread.run_sync(print))
attempt("from_thread", lambda: trio.from_thread.check_cancelled())
coro = trio.sleep(1)
try:
    coro.send(None)
except RuntimeError as error:
    print("sleep", error)
