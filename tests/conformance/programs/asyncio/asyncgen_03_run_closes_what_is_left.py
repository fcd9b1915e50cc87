# async generators: one still held when main returns is closed by run() after the leftover tasks were cancelled
import asyncio

keep = []


async def ticks(name):
    try:
        while True:
            yield name
            await asyncio.sleep(1)
    finally:
        print(f"{name} closing")
        await asyncio.sleep(0)
        print(f"{name} closed at {asyncio.get_running_loop().time():.1f}")


async def leftover():
    try:
        async for _ in ticks("in task"):
            pass
    finally:
        print("leftover task ends")


async def main():
    gen = ticks("held")
    keep.append(gen)
    print("first", await anext(gen))
    task = asyncio.create_task(leftover())
    keep.append(task)
    await asyncio.sleep(2.5)
    print("main returns")


asyncio.run(main())
print("after run; task cancelled:", keep[1].cancelled())
