# Stages joined by channels under one nursery: an error in the middle closes channels and cancels the rest in order.
from contextlib import AsyncExitStack
from enum import Enum, auto

import trio


class Stage(Enum):
    READ = auto()
    PARSE = auto()
    STORE = auto()


async def read(send):
    async with send:
        for line in ("1", "2", "x", "4", "5"):
            await send.send(line)
            print(f"{trio.current_time():.1f} {Stage.READ.name} {line}")
            await trio.sleep(0.3)


async def parse(receive, send, strict):
    async with receive, send:
        async for line in receive:
            match line:
                case str() if line.isdigit():
                    await send.send(int(line))
                case _ if strict:
                    raise ValueError(f"cannot parse {line!r}")
                case _:
                    print(f"{trio.current_time():.1f} {Stage.PARSE.name} skips {line!r}")


async def store(receive, rows):
    async with receive:
        try:
            async for number in receive:
                await trio.sleep(0.5)
                rows.append(number)
                print(f"{trio.current_time():.1f} {Stage.STORE.name} {number}")
        finally:
            print(f"{trio.current_time():.1f} {Stage.STORE.name} leaves with {rows}")


async def pipeline(strict):
    rows = []
    async with AsyncExitStack() as stack:
        nursery = await stack.enter_async_context(trio.open_nursery())
        line_send, line_receive = trio.open_memory_channel(1)
        number_send, number_receive = trio.open_memory_channel(0)
        nursery.start_soon(read, line_send)
        nursery.start_soon(parse, line_receive, number_send, strict)
        nursery.start_soon(store, number_receive, rows)
    return rows


async def main():
    print(await pipeline(strict=False))
    try:
        await pipeline(strict=True)
    except* ValueError as group:
        print(f"{trio.current_time():.1f} {group.exceptions}")


trio.run(main)
