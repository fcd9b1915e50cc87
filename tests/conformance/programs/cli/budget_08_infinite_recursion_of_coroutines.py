#? exit 1
#? stderr ^RecursionError: maximum recursion depth exceeded
import asyncio


async def down(n):
    return await down(n + 1)


asyncio.run(down(0))
