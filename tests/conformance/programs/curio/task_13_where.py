# pins down: where tasks are and were: inside calls, generators, groups and primitives, before the start and after the end
from curio import *
import traceback, sys, io


async def inner():
    await sleep(1)


async def middle():
    await inner()


async def outer():
    async with timeout_after(5):
        await middle()


def fmt(s):
    return s.replace(__file__, "F")


async def agen():
    await sleep(1)
    yield 1


async def uses():
    async for x in agen():
        pass


async def q():
    await Queue().get()


async def tg():
    async with TaskGroup() as g:
        await g.spawn(inner)


async def main():
    for f in (inner, outer, uses, q, tg, Event().wait, Lock().acquire):
        t = await spawn(f)
        print(fmt(str(t)), [fmt(str(x)) for x in t.where()])
        print(fmt(t.traceback()))
        await sleep(0)
        print(fmt(str(t)))
        print(fmt(t.traceback()))
        print([fmt(str(x)) for x in t.where()])
        await t.cancel(blocking=False) if f not in (inner,) else None
        await t.wait()
        print(fmt(str(t)), t.where(), t.traceback())

    async def bad():
        try:
            1 / 0
        except ZeroDivisionError:
            raise ValueError("x")

    t = await spawn(bad)
    await t.wait()
    e = t.exception
    print(
        [f.name for f in traceback.extract_tb(e.__traceback__) if f.filename == __file__],
        [f.lineno for f in traceback.extract_tb(e.__traceback__) if f.filename == __file__],
    )
    try:
        await t.join()
    except TaskError as te:
        print(
            [f.name for f in traceback.extract_tb(te.__traceback__) if f.filename == __file__],
            [f.name for f in traceback.extract_tb(te.__cause__.__traceback__) if f.filename == __file__],
        )
    try:
        t.result
    except ValueError as ve:
        print([f.name for f in traceback.extract_tb(ve.__traceback__) if f.filename == __file__])

    async def deep(n):
        if n:
            await deep(n - 1)
        else:
            await sleep(1)

    t = await spawn(deep, 5)
    await sleep(0)
    print(fmt(t.traceback()))
    await t.cancel()
    print([f.name for f in traceback.extract_tb(t.exception.__traceback__) if f.filename == __file__])
    me = await current_task()
    print(fmt(str(me)), fmt(me.traceback()), me.where()[1])


run(main)
