# An exception that leaves run() ends the program with its traceback; what was printed before stays, cleanup runs first
import asyncio


async def background():
    try:
        await asyncio.sleep(10)
    finally:
        print("background cancelled")


async def step(n):
    if n == 0:
        raise ValueError("the bottom")
    await step(n - 1)


async def main():
    task = asyncio.create_task(background())
    await asyncio.sleep(1)
    print("about to fail")
    await step(2)


asyncio.run(main())
print("never printed")
