#? exit 0
#? stdout ^main ends$
#? stderr ^Task exception was never retrieved$
#? stderr ^future: <Task finished name='lost' coro=<fails\(\) done, defined at stderr_01_never_retrieved\.py:11> exception=ValueError\('lost'\)>$
#? stderr ^Traceback \(most recent call last\):$
#? stderr ^ValueError: lost$
import asyncio



async def fails():
    raise ValueError("lost")


async def main():
    asyncio.create_task(fails(), name="lost")
    await asyncio.sleep(1)
    print("main ends")


asyncio.run(main())
