# Pins down: with a buffer, blocked senders queue behind it; receive_nowait moves a blocked sender's item into the buffer.
import math

import trio


async def sender(name, send, items):
    async with send:
        for item in items:
            await send.send(f"{name}{item}")
            print(f"{trio.current_time():.1f} {name} sent {item}")


async def main():
    send, receive = trio.open_memory_channel(2)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(sender, "a", send.clone(), range(3))
        nursery.start_soon(sender, "b", send.clone(), range(3))
        send.close()
        await trio.sleep(1)
        print(receive.statistics())
        print("nowait", receive.receive_nowait(), receive.receive_nowait())
        stats = receive.statistics()
        print("buffer", stats.current_buffer_used, "senders", stats.tasks_waiting_send, "open", stats.open_send_channels)
        await trio.sleep(1)
        async for item in receive:
            print(f"{trio.current_time():.1f} got {item}")
            await trio.sleep(0.5)

    send, receive = trio.open_memory_channel(math.inf)
    for i in range(1000):
        send.send_nowait(i)
    print("unbounded", receive.statistics().current_buffer_used, receive.statistics().max_buffer_size)
    with send, receive:
        total = sum([receive.receive_nowait() for _ in range(1000)])
    print("total", total)


trio.run(main)
