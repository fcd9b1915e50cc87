# Nurseries and scopes through ExitStack, context managers, classes and generators.
import contextlib
import re

import trio


@contextlib.asynccontextmanager
async def service(name, fail=None):
    async with trio.open_nursery() as nursery:
        async def run():
            try:
                await trio.sleep_forever()
            finally:
                print(name, "stops at", trio.current_time())
        nursery.start_soon(run)
        if fail == "before":
            raise ValueError(f"{name} before")
        try:
            yield name
        finally:
            print(name, "leaves")
            nursery.cancel_scope.cancel()
        if fail == "after":
            raise ValueError(f"{name} after")


class Pool:
    def __init__(self, size):
        self.size, self.jobs = size, []

    async def __aenter__(self):
        self.manager = trio.open_nursery()
        self.nursery = await self.manager.__aenter__()
        self.send, receive = trio.open_memory_channel(0)
        for n in range(self.size):
            self.nursery.start_soon(self.worker, n, receive.clone())
        receive.close()
        return self

    async def worker(self, n, receive):
        async with receive:
            async for job in receive:
                await trio.sleep(job)
                self.jobs.append((n, job, trio.current_time()))

    async def __aexit__(self, *exc_info):
        self.send.close()
        return await self.manager.__aexit__(*exc_info)


def tree(error, depth=0):
    print("  " * depth + type(error).__name__, getattr(error, "message", re.sub("0x[0-9a-f]+", "0x…", str(error))), "| context", type(error.__context__).__name__)
    for member in getattr(error, "exceptions", ()):
        tree(member, depth + 1)


async def attempt(label, fn):
    print("--", label)
    try:
        print("->", await fn())
    except BaseException as error:
        tree(error)


async def stacked():
    async with contextlib.AsyncExitStack() as stack:
        names = [await stack.enter_async_context(service(name)) for name in "abc"]
        stack.callback(print, "callback")
        stack.push_async_callback(trio.sleep, 1)
        scope = stack.enter_context(trio.move_on_after(5))
        await trio.sleep(1)
    return names, scope.cancel_called, trio.current_time()


async def stacked_failing():
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(service("d"))
        await stack.enter_async_context(service("e", fail="before"))


async def stacked_failing_late():
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(service("f", fail="after"))
        await stack.enter_async_context(service("g", fail="after"))


async def body_fails():
    async with service("h"), service("i"):
        raise KeyError("body")


async def timed_out():
    with trio.move_on_after(2) as scope:
        async with service("j"):
            await trio.sleep(10)
    return scope.cancelled_caught


async def pooled():
    async with Pool(2) as pool:
        for job in (3, 1, 1, 1):
            await pool.send.send(job)
    return pool.jobs


async def pool_fails():
    async with Pool(2) as pool:
        await pool.send.send(1)
        await pool.send.send("x")
        await pool.send.send(1)


async def popped():
    async with contextlib.AsyncExitStack() as stack:
        scope = stack.enter_context(trio.CancelScope())
        kept = stack.pop_all()
        scope.cancel()
    async with kept:
        await trio.sleep(1)
    return scope.cancelled_caught


async def suppressed():
    with contextlib.suppress(trio.TooSlowError):
        with trio.fail_after(1):
            await trio.sleep(2)
    with contextlib.suppress(ValueError):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(attempt, "inner", body_fails)
            raise ValueError("grouped")
    return "all suppressed"


async def aclosing():
    async def numbers():
        try:
            for n in range(5):
                with trio.move_on_after(1):
                    await trio.sleep(0.5 * n)
                yield n, trio.current_time()
        finally:
            with trio.CancelScope(shield=True):
                await trio.sleep(1)
            print("closed at", trio.current_time())

    with trio.move_on_after(3) as scope:
        async with contextlib.aclosing(numbers()) as agen:
            async for item in agen:
                print(item)
                await trio.sleep(0.1)
    return scope.cancelled_caught


async def main():
    for fn in (stacked, stacked_failing, stacked_failing_late, body_fails, timed_out, pooled, pool_fails, popped, suppressed, aclosing):
        await attempt(fn.__name__, fn)


trio.run(main)
