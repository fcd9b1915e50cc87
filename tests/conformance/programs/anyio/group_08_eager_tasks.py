# The children of a task group do not start eagerly, whatever the loop's task factory; and what `split` leaves of a group
import asyncio

import anyio

BACKEND = "asyncio"


async def child(number):
    print("child", number, anyio.get_current_task().name)
    await anyio.sleep(1)
    print("child", number, "ends")


async def starts(*, task_status):
    print("starts")
    task_status.started("value")


async def main():
    if BACKEND == "asyncio":
        asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
        task = asyncio.create_task(child("native"))
        print("created")
        await task
    async with anyio.create_task_group() as group:
        group.start_soon(child, 1, name="first")
        group.start_soon(child, 2)
        print("spawned")
        print(await group.start(starts))
    try:
        async with anyio.create_task_group():
            try:
                raise KeyError("handled")
            except KeyError:
                raise ValueError("body")
    except ExceptionGroup as group:
        print(repr(group), group.__suppress_context__, repr(group.__context__))
        both = group.split(ValueError)
        print([part and (repr(part), part.__suppress_context__) for part in both])
    mixed = ExceptionGroup("mixed", [ValueError(1), ExceptionGroup("inner", [TypeError(2), ValueError(3)])])
    for part in mixed.split(ValueError):
        print(repr(part), part.__suppress_context__, [getattr(each, "__suppress_context__") for each in part.exceptions])
    part = mixed.subgroup(lambda error: isinstance(error, TypeError))
    print(repr(part), part.__suppress_context__, mixed.subgroup(Exception) is mixed)
    try:
        try:
            raise mixed
        except* TypeError as found:
            print(repr(found), found.__suppress_context__)
    except ExceptionGroup as left:
        print(repr(left), left.__suppress_context__)


anyio.run(main, backend=BACKEND)
