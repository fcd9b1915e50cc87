# A loop of a subclass, and one with attributes of its own: the library goes through the methods that the program has replaced.
import asyncio


first = asyncio.new_event_loop()
first.close()


class Watching(type(first)):
    def call_at(self, when, callback, *args, context=None):
        print("  call_at", round(when, 3))
        return super().call_at(when, callback, *args, context=context)

    def call_exception_handler(self, context):
        print("  handler:", context["message"], repr(context.get("exception")))

    def close(self):
        print("  closed")
        super().close()


async def waits():
    await asyncio.sleep(0.5)
    await asyncio.sleep(0)
    try:
        async with asyncio.timeout(0.25):
            await asyncio.sleep(1)
    except TimeoutError:
        print("timeout at", asyncio.get_running_loop().time())
    task = asyncio.create_task(asyncio.sleep(2))
    done, pending = await asyncio.wait([task], timeout=0.5)
    print(len(done), len(pending))
    for next_one in asyncio.as_completed([task], timeout=0.125):
        try:
            await next_one
        except TimeoutError:
            print("as_completed gave up at", asyncio.get_running_loop().time())
    asyncio.get_running_loop().call_later(0.125, lambda: 1 / 0)
    await asyncio.sleep(0.25)


with asyncio.Runner(loop_factory=Watching) as runner:
    print(isinstance(runner.get_loop(), asyncio.AbstractEventLoop))
    runner.run(waits())


async def main():
    loop = asyncio.get_running_loop()
    set_later = loop.call_later
    handles = []

    def call_later(delay, callback, *args, **kwargs):
        print("  call_later", delay, len(args))
        handles.append(set_later(delay, callback, *args, **kwargs))
        return handles[-1]

    loop.call_later = call_later
    print(await asyncio.sleep(1, "slept"))
    task = asyncio.create_task(asyncio.sleep(5))
    await asyncio.sleep(0.5)
    task.cancel()
    await asyncio.wait([task])
    print([handle.cancelled() for handle in handles])

    reports = []
    loop.call_exception_handler = reports.append
    loop.call_soon(lambda: [].pop())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print([repr(report["exception"]) for report in reports])

    def call_soon(callback, *args, context=None):
        raise LookupError("no room")

    real_call_soon, loop.call_soon = loop.call_soon, call_soon
    coroutine = asyncio.sleep(1)
    try:
        loop.create_task(coroutine)._log_destroy_pending = False
    except LookupError as error:
        print("create_task:", error)
    finally:
        loop.call_soon = real_call_soon
        coroutine.close()


asyncio.run(main())
