# Pins down: aclosing closes at once; an abandoned generator is closed by trio with its awaits cancelled; scopes in generators.
import gc
from contextlib import aclosing

import trio


async def numbers(name):
    try:
        for i in range(10):
            yield i
            await trio.sleep(0.1)
    finally:
        print(f"{trio.current_time():.1f} {name} closing")
        try:
            await trio.sleep(1)
            print(f"{trio.current_time():.1f} {name} closed")
        except trio.Cancelled:
            print(f"{trio.current_time():.1f} {name} cleanup cancelled")
            raise


async def main():
    async with aclosing(numbers("aclosing")) as gen:
        async for i in gen:
            if i == 2:
                break
    print(f"{trio.current_time():.1f} after aclosing")
    async for i in numbers("abandoned"):
        if i == 2:
            break
    gc.collect()
    print(f"{trio.current_time():.1f} after break")
    await trio.sleep(1)
    held = numbers("held to the end")
    print(await anext(held), await anext(held))
    keep.append(held)


import warnings

warnings.simplefilter("ignore", ResourceWarning)
keep = []
trio.run(main)
print("after run")
