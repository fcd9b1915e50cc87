# What the loop's exception handler is told, key by key: callbacks, lost tasks and futures, generators, a handler that fails
import asyncio
import gc


def brief(value):
    text = repr(value)
    return text.split(" at 0x")[0].split(" at /")[0][:70]


def handler(loop, context):
    print("  HANDLER", sorted(context), context["message"].split(" at ")[0])
    for key in sorted(context):
        if key not in ("message",):
            print("    ", key, type(context[key]).__name__, brief(context[key]) if key == "exception" else "")


def bad_callback(x):
    raise ValueError(x)


async def fails():
    raise KeyError("lost")


async def main():
    loop = asyncio.get_running_loop()
    print(loop.get_exception_handler())
    loop.set_exception_handler(handler)
    print(loop.get_exception_handler() is handler)
    loop.call_soon(bad_callback, "soon")
    loop.call_later(0.1, bad_callback, "later")
    await asyncio.sleep(0.2)
    f = loop.create_future()
    f.add_done_callback(bad_callback)
    f.set_result(1)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    f = loop.create_future()
    f.set_exception(OSError("nobody asks"))
    del f
    gc.collect()
    t = asyncio.create_task(fails(), name="lost task")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del t
    gc.collect()
    async def pending():
        await loop.create_future()
    asyncio.create_task(pending(), name="pending")
    await asyncio.sleep(0)
    gc.collect()
    loop.call_exception_handler({"message": "by hand", "zeta": 1, "alpha": 2})
    async def agen():
        try:
            yield 1
        finally:
            raise LookupError("while closing")
    g = agen()
    await g.__anext__()
    del g
    gc.collect()
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    def broken(loop, context):
        raise RuntimeError("the handler itself")
    loop.set_exception_handler(broken)
    loop.call_exception_handler({"message": "to a broken handler"})
    for wrong in (1, "x"):
        try:
            loop.set_exception_handler(wrong)
        except TypeError as e:
            print(e)
    loop.set_exception_handler(None)
    print(loop.get_exception_handler())
    gathered = asyncio.gather(fails(), fails())
    try:
        await gathered
    except KeyError as e:
        print("gathered", e)
    loop.set_exception_handler(handler)
    shielded = asyncio.shield(asyncio.create_task(fails()))
    shielded.cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    gc.collect()
    print("end")


asyncio.run(main())
