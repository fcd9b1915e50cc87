#? exit 3
#? stdout ^begun$
#? stderr (?i)(without an await|steps|endless)
import asyncio


async def spin():
    print("begun")
    while True:
        pass


async def main():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(spin())


asyncio.run(main())
