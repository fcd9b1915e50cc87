#? exit 0
#? stdout ^caught RecursionError$
#? stdout ^went on$
import asyncio


async def down(n):
    return await down(n + 1)


async def main():
    try:
        await down(0)
    except RecursionError as e:
        print("caught", type(e).__name__)
    await asyncio.sleep(1)
    print("went on")


asyncio.run(main())
