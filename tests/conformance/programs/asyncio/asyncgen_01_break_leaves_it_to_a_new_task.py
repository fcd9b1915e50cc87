# async generators: after break the generator is closed by a new task on a later turn, not at the break
import asyncio
import gc
from contextlib import aclosing


async def numbers(name):
    try:
        for i in range(10):
            yield i
            await asyncio.sleep(0.1)
    finally:
        print(f"  {name}: closing in {asyncio.current_task().get_name()}")
        await asyncio.sleep(0.5)
        print(f"  {name}: closed at {asyncio.get_running_loop().time():.1f}")


async def take(name, n):
    async for i in numbers(name):
        if i == n:
            break
    print(f"  {name}: after break")


async def main():
    asyncio.current_task().set_name("main")
    print("break")
    await take("g1", 2)
    gc.collect()
    for turn in range(3):
        print("  turn", turn)
        await asyncio.sleep(0)
    await asyncio.sleep(1)

    print("aclosing")
    async with aclosing(numbers("g2")) as gen:
        async for i in gen:
            if i == 2:
                break
    print("  g2: after the block")

    print("explicit aclose")
    gen = numbers("g3")
    print("  first:", await anext(gen))
    await gen.aclose()
    print("  next after close:", await anext(gen, "exhausted"))


asyncio.run(main())
