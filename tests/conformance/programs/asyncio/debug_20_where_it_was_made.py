# In debug mode futures and tasks remember where they were made: in their repr, and in what the exception handler is told.
import asyncio
import gc
import re


def shown(obj):
    return re.sub(r"0x[0-9a-f]+", "0x…", repr(obj))


def where(traceback):
    frame = traceback[-1]
    return frame.filename, frame.name, frame.line


def make(loop):
    return asyncio.Future(loop=loop)


async def child():
    raise KeyError("lost")


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: print(
        context["message"], sorted(context), where(context["source_traceback"]) if "source_traceback" in context else None,
    ))
    future = make(loop)
    print(shown(future))
    print(where(future._source_traceback), type(future._source_traceback).__name__)
    future.set_result(3)
    print(shown(future))
    future = make(loop)
    future.set_exception(ValueError("nobody looks"))
    del future
    gc.collect()
    task = loop.create_task(child(), name="made here")
    print(shown(task).split(" created at ")[-1])
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
    gc.collect()
    loop.set_debug(False)
    print(make(loop)._source_traceback, shown(make(loop)))


asyncio.run(main(), debug=True)
