# Timeout: when, expired, reschedule and repr in every state, nested and mixed with cancellation
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    t = asyncio.timeout(None)
    print(t, t.when(), t.expired())
    for call in (lambda: t.reschedule(5),):
        try:
            call()
        except RuntimeError as e:
            print(e)
    async with t as same:
        print(same is t, t)
        t.reschedule(loop.time() + 1.23456)
        print(t, t.when())
        await asyncio.sleep(0.5)
        t.reschedule(None)
        print(t, t.when())
        await asyncio.sleep(1)
        t.reschedule(loop.time() + 1)
    print(t, t.when(), t.expired())
    for what in (t.reschedule, lambda _: t.__aenter__().send(None)):
        try:
            what(1)
        except (RuntimeError, StopIteration) as e:
            print(type(e).__name__, e)

    try:
        async with asyncio.timeout(1) as t:
            try:
                await asyncio.sleep(3)
            finally:
                print("expiring", t, t.expired(), asyncio.current_task().cancelling())
                try:
                    t.reschedule(loop.time() + 5)
                except RuntimeError as e:
                    print(e)
                await asyncio.sleep(1)
    except TimeoutError as e:
        print("TimeoutError", e.args, loop.time(), t, asyncio.current_task().cancelling())

    for when in (loop.time() - 1, loop.time(), 0):
        try:
            async with asyncio.timeout_at(when) as t:
                print("in", t.when())
                await asyncio.sleep(0)
                print("one turn")
                await asyncio.sleep(0)
                print("two turns")
        except TimeoutError:
            print("past", t, loop.time())
    try:
        async with asyncio.timeout(0):
            print("no await inside")
        print("passed")
    except TimeoutError:
        print("timed out")

    async with asyncio.timeout(5) as outer:
        try:
            async with asyncio.timeout(1) as inner:
                async with asyncio.timeout(1) as innermost:
                    await asyncio.sleep(10)
        except TimeoutError:
            print(outer, inner, innermost, asyncio.current_task().cancelling())

    # a reschedule to the past while something is awaited
    async def push(t):
        await asyncio.sleep(1)
        t.reschedule(loop.time() - 10)
        print("pushed", t.when())

    try:
        async with asyncio.timeout(100) as t:
            helper = asyncio.create_task(push(t))
            await asyncio.sleep(50)
    except TimeoutError:
        print("rescheduled", loop.time(), t.expired())

    # swallowed
    async with asyncio.timeout(1) as t:
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            print("swallowed", t)
    print("after", t, t.expired(), asyncio.current_task().cancelling())

    # cancelled at the very time
    async def victim():
        try:
            async with asyncio.timeout(1):
                await asyncio.sleep(5)
        except BaseException as e:
            print("victim", repr(e), asyncio.current_task().cancelling())
            raise

    for order in (0, 1):
        task = asyncio.create_task(victim())
        if order:
            await asyncio.sleep(0)
        loop.call_later(1, task.cancel, "also")
        print(await asyncio.gather(task, return_exceptions=True))

    try:
        asyncio.timeout("1")
    except TypeError as e:
        print(type(e).__name__)
    t = asyncio.timeout(1)

    async def elsewhere():
        async with t:
            await asyncio.sleep(2)

    results = await asyncio.gather(elsewhere(), elsewhere(), return_exceptions=True)
    print(results)


asyncio.run(main())
