#? exit 1
#? stderr (?i)(socket|network|browser|not available)
import asyncio


async def main():
    await asyncio.open_connection("example.org", 80)


asyncio.run(main())
