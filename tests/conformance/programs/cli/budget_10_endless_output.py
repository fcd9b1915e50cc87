#? exit 3
#? stdout ^line 100$
#? stderr (?i)output
import asyncio


async def main():
    n = 0
    while True:
        n += 1
        print("line", n)
        await asyncio.sleep(0.001)


asyncio.run(main())
