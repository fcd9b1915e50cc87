# COUNT tasks that send one item each into a channel of ten places; one task takes them.
import trio


async def main():
    send, receive = trio.open_memory_channel(10)
    async with trio.open_nursery() as nursery:
        for number in range(COUNT):
            nursery.start_soon(send.send, number)
        for _ in range(COUNT):
            await receive.receive()


trio.run(main)
