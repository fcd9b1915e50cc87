#? exit 1
#? stderr (?i)(process|browser|not available)
import asyncio


async def main():
    await asyncio.create_subprocess_exec("true")


asyncio.run(main())
