import trio

ROOM = 2  # knob: 1..6


async def produce(send):
    async with send:
        for item in range(1, 7):
            await send.send(item)
            print("put", item)


async def consume(receive):
    async with receive:
        async for item in receive:
            await trio.sleep(1)
            print("used", item)
    print("nothing more to come")


async def main():
    send, receive = trio.open_memory_channel(ROOM)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(consume, receive, name="consumer")
        nursery.start_soon(produce, send, name="producer")
    print("main: all is used")


trio.run(main)
