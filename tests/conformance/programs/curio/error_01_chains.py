# pins down: the chains of exceptions that leave tasks, groups, timeouts and the kernel itself
from curio import *
import curio, sys


async def boom(n=0, e=None):
    await sleep(n)
    raise e or ValueError("boom")


def chain(e):
    out = []
    while e is not None:
        out.append(f"{type(e).__name__}{e.args}" + ("!" if e.__suppress_context__ else ""))
        e = e.__cause__ or e.__context__
    return " <- ".join(out)


async def main():
    t = await spawn(boom)
    for i in range(2):
        try:
            await t.join()
        except TaskError as e:
            print(chain(e), e.__cause__ is t.exception)
    try:
        try:
            1 / 0
        except ZeroDivisionError:
            await t.join()
    except TaskError as e:
        print(chain(e), chain(e.__context__))
    try:
        try:
            1 / 0
        except ZeroDivisionError:
            t.result
    except ValueError as e:
        print(chain(e))
    async with TaskGroup() as g:
        await g.spawn(boom, 1)
        await g.spawn(boom, 1, KeyError("k"))
        await g.spawn(boom, 2)
    print([chain(e) for e in g.exceptions])
    try:
        g.result
    except ValueError as e:
        print(chain(e))
    try:
        g.results
    except ValueError as e:
        print(chain(e))
    try:
        async with TaskGroup() as g:
            await g.spawn(boom, 1)
            try:
                raise RuntimeError("body")
            finally:
                await sleep(0.5)
    except RuntimeError as e:
        print(chain(e))

    async def clean():
        try:
            await sleep(5)
        finally:
            raise KeyError("cleanup")

    t = await spawn(clean)
    await sleep(0.1)
    await t.cancel()
    print(chain(t.exception))
    try:
        await timeout_after(0.1, clean)
    except BaseException as e:
        print(chain(e))

    async def conv():
        try:
            await sleep(5)
        except CancelledError as e:
            raise RuntimeError("converted") from e

    t = await spawn(conv)
    await sleep(0.1)
    await t.cancel()
    print(chain(t.exception), t.cancelled)
    try:
        await t.join()
    except TaskError as e:
        print(chain(e))
    for ex in (StopIteration(5), StopAsyncIteration(6), GeneratorExit("g"), asyncio_like("x")):
        t = None
        try:
            t = await spawn(boom, 0.1, ex)
            await t.join()
        except BaseException as e:
            print(type(ex).__name__, chain(e))
    print("end")


class asyncio_like(Exception):
    pass


try:
    run(main)
except BaseException as e:
    print("run:", chain(e))


async def tg():
    async with TaskGroup() as g:
        await g.spawn(boom, 0.1, BaseException("inside group"))
        await g.spawn(sleep, 5)
    print(g.exceptions)


try:
    run(tg)
except BaseException as e:
    print("run:", chain(e))


async def deflt():
    try:
        raise ExceptionGroup("eg", [ValueError(1), TaskError("x")])
    except* ValueError as eg:
        print(eg.exceptions)


try:
    run(deflt)
except BaseException as e:
    print(repr(e))


async def nowait():
    sleep(1)


run(nowait)


async def badawait():
    await 5


for f in (badawait,):
    try:
        run(f)
    except TypeError as e:
        print(e)


async def yielder():
    import types

    @types.coroutine
    def y(v):
        return (yield v)

    return await y(val)


for val in (("trap_bogus",), 5, None, (), "trap_clock"):
    try:
        print(run(yielder))
    except BaseException as e:
        print(repr(val), repr(e))
for f in (
    lambda: sleep(-1),
    lambda: sleep("x"),
    lambda: sleep(None),
    lambda: sleep(1.5),
    lambda: sleep(True),
    lambda: spawn(5),
    lambda: spawn(print, 1),
    lambda: spawn(boom, 1, 2, 3),
    lambda: spawn(),
):
    try:
        print(type(run(f)).__name__)
    except BaseException as e:
        print(type(e).__name__, e)
