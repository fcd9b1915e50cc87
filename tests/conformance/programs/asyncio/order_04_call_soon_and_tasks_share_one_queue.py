# order: call_soon, new tasks and woken tasks stand in one queue; what is added during a turn waits for the next
import asyncio

trace = []


def note(word):
    trace.append(word)


async def spinner(name, turns):
    for i in range(turns):
        note(f"{name}{i}")
        await asyncio.sleep(0)


def chain(depth):
    note(f"call{depth}")
    if depth < 3:
        asyncio.get_running_loop().call_soon(chain, depth + 1)


async def main():
    loop = asyncio.get_running_loop()
    a = asyncio.create_task(spinner("a", 4))
    loop.call_soon(chain, 0)
    b = asyncio.create_task(spinner("b", 3))
    handle = loop.call_soon(note, "never")
    loop.call_soon(note, "x")
    handle.cancel()
    print("handle cancelled:", handle.cancelled())
    for i in range(5):
        note(f"main{i}")
        await asyncio.sleep(0)
    print(" ".join(trace))
    print(a.done(), b.done())

    trace.clear()
    future = loop.create_future()
    future.add_done_callback(lambda f: note("callback"))
    loop.call_soon(note, "before")
    future.set_result(None)
    loop.call_soon(note, "after")
    await future
    note("awaited")
    await asyncio.sleep(0)
    print(" ".join(trace))


asyncio.run(main())
