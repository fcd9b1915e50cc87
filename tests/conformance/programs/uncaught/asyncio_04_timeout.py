# A TimeoutError from timeout() shows the CancelledError that caused it
import asyncio


async def main():
    async with asyncio.timeout(1):
        await asyncio.sleep(5)


asyncio.run(main())
