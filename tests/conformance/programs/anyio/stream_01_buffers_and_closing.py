# pins: memory object streams: rendezvous and buffers, order, closing either end, clones, every error, statistics
import math

import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def produce(send, name, count, delay=0.0):
    async with send:
        for n in range(count):
            await send.send(f"{name}{n}")
            log(f"{name} sent {n}")
            await anyio.sleep(delay)


async def consume(receive, name, delay=0.0):
    async with receive:
        async for item in receive:
            log(f"{name} got {item}")
            await anyio.sleep(delay)
    log(f"{name} done")


async def main():
    for size in (0, 2, math.inf):
        send, receive = anyio.create_memory_object_stream(size)
        log(f"size {size}")
        async with anyio.create_task_group() as tg:
            tg.start_soon(produce, send, "p", 3)
            tg.start_soon(consume, receive, "c", 1)

    send, receive = anyio.create_memory_object_stream[str](1)
    async with anyio.create_task_group() as tg:
        async with send, receive:
            for n in range(2):
                tg.start_soon(produce, send.clone(), f"p{n}-", 2, 1)
                tg.start_soon(consume, receive.clone(), f"c{n}")
            log(f"{send.statistics()}")

    send, receive = anyio.create_memory_object_stream(1)
    send.send_nowait("first")
    for attempt in (lambda: send.send_nowait("second"), receive.receive_nowait, receive.receive_nowait):
        try:
            log(f"{attempt()}")
        except anyio.WouldBlock as error:
            log(f"{error!r}")
    send.send_nowait("left behind")
    send.close()
    log(f"{await receive.receive()}")
    for attempt in (receive.receive, lambda: send.send(1)):
        try:
            await attempt()
        except (anyio.EndOfStream, anyio.ClosedResourceError) as error:
            log(f"{error!r}")
    for attempt in (receive.receive_nowait, send.clone, lambda: send.send_nowait(1)):
        try:
            attempt()
        except (anyio.EndOfStream, anyio.ClosedResourceError) as error:
            log(f"{error!r}")
    receive.close()
    receive.close()
    try:
        receive.clone()
    except anyio.ClosedResourceError as error:
        log(f"{error!r}")

    send, receive = anyio.create_memory_object_stream(0)
    receive.close()
    for attempt in (send.send_nowait, send.send):
        try:
            result = attempt(1)
            if result is not None:
                await result
        except anyio.BrokenResourceError as error:
            log(f"{error!r}")
    send.close()
    for bad in (1.5, -1, "x"):
        try:
            anyio.create_memory_object_stream(bad)
        except ValueError as error:
            log(f"{bad!r}: {error}")


anyio.run(main, backend=BACKEND)
