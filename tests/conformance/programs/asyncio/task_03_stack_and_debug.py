# print_stack and get_stack show where a task stands; a finished task has none, a failed one its traceback
import asyncio
import sys


async def inner():
    await asyncio.sleep(10)


async def outer():
    await inner()


async def fails():
    raise ValueError("x")


async def main():
    task = asyncio.create_task(outer(), name="outer")
    failed = asyncio.create_task(fails(), name="fails")
    print("frames before the start:", [f.f_code.co_name for f in task.get_stack()])
    await asyncio.sleep(1)
    print("frames:", [f.f_code.co_name for f in task.get_stack()])
    print("limit:", [f.f_code.co_name for f in task.get_stack(limit=1)])
    print("mine:", [f.f_code.co_name for f in asyncio.current_task().get_stack()][-1:])
    print("failed:", [f.f_code.co_name for f in failed.get_stack()], repr(failed.exception()))
    print(task.get_coro().cr_frame.f_code.co_name, task.get_coro().cr_running)
    task.cancel()
    await asyncio.wait([task])
    print("frames at the end:", task.get_stack())
    task.print_stack(file=sys.stdout)


asyncio.run(main())
