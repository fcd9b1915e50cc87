# An asynchronous generator is shown as `async_generator`, with its qualified name.
import asyncio
import re


async def numbers():
    yield 1


class Source:
    async def items(self):
        yield self


async def main():
    for generator in (numbers(), Source().items(), (n async for n in numbers())):
        print(re.sub("0x[0-9a-f]+", "ADDRESS", repr(generator)), type(generator).__name__)
        await generator.aclose()


asyncio.run(main())
