#? exit 3
#? stdout ^waiting$
#? stderr (?i)deadlock
import asyncio


async def main():
    print("waiting")
    await asyncio.Event().wait()


asyncio.run(main())
