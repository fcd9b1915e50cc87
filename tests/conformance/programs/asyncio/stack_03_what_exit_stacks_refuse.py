# pins down: an exit stack names what it cannot enter with its module, a with statement without
import asyncio
import contextlib


class Own:
    def close(self):
        pass

    async def aclose(self):
        pass


async def attempt(entered, statement):
    try:
        async with contextlib.AsyncExitStack() as stack:
            if statement == "async with":
                async with entered:
                    pass
            elif statement == "with":
                with entered:
                    pass
            elif statement == "enter_async_context":
                await stack.enter_async_context(entered)
            else:
                stack.enter_context(entered)
        print(statement, "entered")
    except TypeError as e:
        print(statement, e)


async def main():
    for entered in Own(), 5, asyncio.Lock(), asyncio.timeout(1), asyncio.TaskGroup(), contextlib.closing(Own()), contextlib.aclosing(Own()):
        for statement in "with", "async with", "enter_context", "enter_async_context":
            if statement.removeprefix("enter_").startswith("async") and not isinstance(entered, (Own, int, contextlib.closing)):
                continue
            await attempt(entered, statement)


asyncio.run(main())
