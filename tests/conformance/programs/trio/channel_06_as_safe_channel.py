# Pins down: as_safe_channel turns an async generator into a channel whose generator is closed with the block.
import trio


@trio.as_safe_channel
async def countdown(n):
    try:
        while n:
            yield n
            await trio.sleep(0.5)
            n -= 1
    finally:
        print(f"{trio.current_time():.1f} countdown cleans up")


@trio.as_safe_channel
async def broken():
    yield 1
    raise ValueError("generator broke")


async def main():
    async with countdown(3) as numbers:
        async for n in numbers:
            print(f"{trio.current_time():.1f} {n}")
    print("-- break")
    async with countdown(9) as numbers:
        async for n in numbers:
            print(f"{trio.current_time():.1f} {n}")
            if n == 8:
                break
    print("-- an error in the generator")
    try:
        async with broken() as numbers:
            async for n in numbers:
                print(n)
    except* ValueError as group:
        print(group.exceptions)
    print("-- a timeout around it")
    with trio.move_on_after(1.2) as scope:
        async with countdown(9) as numbers:
            async for n in numbers:
                print(f"{trio.current_time():.1f} {n}")
    print("caught", scope.cancelled_caught)


trio.run(main)
