# except*: parts of a group, re-raising, nested groups, a bare error wrapped; split and derive on a TaskGroup's group
import asyncio


class AppError(Exception):
    pass


async def fail(exc, seconds=0):
    await asyncio.sleep(seconds)
    raise exc


async def stubborn(exc):
    try:
        await asyncio.sleep(99)
    finally:
        raise exc


async def job():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(fail(ValueError("v"), 1))
        tg.create_task(stubborn(TypeError("t")))
        tg.create_task(inner())


async def inner():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(stubborn(AppError("deep")))
        tg.create_task(stubborn(ValueError("deep too")))


def shape(exc):
    if isinstance(exc, BaseExceptionGroup):
        return {exc.message: [shape(e) for e in exc.exceptions]}
    return repr(exc)


async def main():
    try:
        await job()
    except ExceptionGroup as group:
        print(shape(group))
        match, rest = group.split(ValueError)
        print(shape(match), "|", shape(rest))
        print(shape(group.subgroup(lambda e: isinstance(e, AppError))))
        print(group.subgroup(KeyError))
    try:
        try:
            await job()
        except* ValueError as group:
            print("values", len(group.exceptions))
        except* AppError as group:
            raise RuntimeError("from app") from group
    except ExceptionGroup as group:
        print("left", shape(group), "causes", [type(e.__cause__).__name__ for e in group.exceptions])
    try:
        raise ValueError("bare")
    except* ValueError as group:
        print("wrapped", shape(group))
    for bad in (lambda: ExceptionGroup("none", []), lambda: ExceptionGroup("base", [KeyboardInterrupt()])):
        try:
            bad()
        except (ValueError, TypeError) as e:
            print(type(e).__name__, e)
    print(repr(BaseExceptionGroup("promoted", [ValueError(1)])))


asyncio.run(main())
