#? exit 0
#? stdout ^main ends$
#? stderr ^Exception in callback
#? stderr ^ZeroDivisionError: division by zero$
import asyncio


async def main():
    asyncio.get_running_loop().call_soon(lambda: 1 / 0)
    await asyncio.sleep(1)
    print("main ends")


asyncio.run(main())
