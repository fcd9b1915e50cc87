# Pins down: the block ends when the last child does; a value may be returned through it; nested nurseries wait inside out.
import trio


def stamp(*words):
    print(f"{trio.current_time():.1f}", *words)


async def child(name, seconds, then=None):
    await trio.sleep(seconds)
    stamp(name, "done")
    if then is not None:
        nursery, *more = then
        nursery.start_soon(child, f"{name}'s heir", *more)


async def returns_early():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(child, "slow", 2)
        return "value"


async def loop_with_break():
    for i in range(3):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(child, f"round {i}", 1)
            if i == 1:
                break
    stamp("broke out in round", i)


async def main():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(child, "first", 1, (nursery, 3))
        nursery.start_soon(child, "second", 2)
        stamp("body ends, children:", len(nursery.child_tasks))
    stamp("nursery closed")
    stamp(await returns_early())
    await loop_with_break()
    async with trio.open_nursery() as outer:
        outer.start_soon(child, "outer child", 1)
        async with trio.open_nursery() as inner:
            inner.start_soon(child, "inner child", 2)
            outer.start_soon(child, "outer child from the inner body", 3)
        stamp("inner closed")
    stamp("outer closed")


trio.run(main)
