# What a timeout raises inside an except clause: the cancellation is its context, and what was being handled that one's
import asyncio


def chain(exc):
    words = []
    while exc is not None:
        words.append(f"{exc!r}{' cause ' + repr(exc.__cause__) if exc.__cause__ else ''}")
        exc = exc.__context__
    return " <- ".join(words)


async def attempt(title, make):
    try:
        raise ValueError(title)
    except ValueError:
        try:
            await make()
        except TimeoutError as error:
            print(title, chain(error), error.__suppress_context__)
    try:
        await make()
    except TimeoutError as error:
        print(title, "outside:", chain(error))


async def block():
    async with asyncio.timeout(1):
        await asyncio.sleep(5)


async def nested():
    async with asyncio.timeout(1):
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            raise LookupError("while cancelled") from None


async def by_group():
    async with asyncio.timeout(1):
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.sleep(5))


async def main():
    await attempt("zero", lambda: asyncio.wait_for(asyncio.sleep(5), 0))
    await attempt("negative", lambda: asyncio.wait_for(asyncio.Event().wait(), -1))
    await attempt("one", lambda: asyncio.wait_for(asyncio.sleep(5), 1))
    await attempt("block", block)
    await attempt("group", by_group)
    await attempt("zero in wait_for", lambda: asyncio.wait_for(asyncio.wait_for(asyncio.sleep(5), 0), 1))
    try:
        raise ValueError("outer")
    except ValueError:
        try:
            await nested()
        except LookupError as error:
            print("replaced", chain(error), error.__suppress_context__)
    done = asyncio.get_running_loop().create_future()
    done.set_result("value")
    try:
        raise ValueError("outer")
    except ValueError:
        print(await asyncio.wait_for(done, 0))


asyncio.run(main())
