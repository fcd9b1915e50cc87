# add_done_callback(context=), remove_done_callback, callbacks that add callbacks, asyncio.Future and wrap_future
import asyncio
import concurrent.futures
import contextvars

var = contextvars.ContextVar("var", default="-")


async def main():
    loop = asyncio.get_running_loop()
    future = asyncio.Future()
    log = []
    var.set("main")
    context = contextvars.copy_context()
    context.run(var.set, "given")
    future.add_done_callback(lambda f: log.append(("default", var.get())))
    future.add_done_callback(lambda f: log.append(("given", var.get())), context=context)

    def chained(f):
        log.append(("chained", f.result()))
        f.add_done_callback(lambda f: log.append(("added late", var.get())))

    future.add_done_callback(chained)
    removed = lambda f: log.append("never")
    for _ in range(3):
        future.add_done_callback(removed)
    print("removed", future.remove_done_callback(removed))
    var.set("changed")
    future.set_result(1)
    print("nothing yet", log)
    await asyncio.sleep(0)
    print(log)
    await asyncio.sleep(0)
    print(log[-1])

    source = concurrent.futures.Future()
    wrapped = asyncio.wrap_future(source)
    loop.call_later(1, source.set_result, "from another world")
    print(await wrapped, loop.time())
    source = concurrent.futures.Future()
    wrapped = asyncio.wrap_future(source)
    wrapped.cancel()
    await asyncio.sleep(0)
    print("cancelled through", source.cancelled())
    try:
        await asyncio.wrap_future(failed())
    except ValueError as e:
        print(repr(e))


def failed():
    future = concurrent.futures.Future()
    future.set_exception(ValueError("from a pool"))
    return future


asyncio.run(main())
