#? exit 3
#? stderr (?i)(virtual time|events)
import asyncio


async def main():
    while True:
        await asyncio.sleep(3600 * 24 * 365)


asyncio.run(main())
