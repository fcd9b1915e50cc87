import anyio

ROOM = 2  # knob: 1..6


async def produce(send):
    async with send:
        for item in range(1, 7):
            await send.send(item)
            print("put", item)


async def consume(receive):
    async with receive:
        async for item in receive:
            await anyio.sleep(1)
            print("used", item)
    print("nothing more to come")


async def main():
    send, receive = anyio.create_memory_object_stream(ROOM)
    async with anyio.create_task_group() as group:
        group.start_soon(consume, receive, name="consumer")
        group.start_soon(produce, send, name="producer")
    print("main: all is used")


anyio.run(main, backend="trio")
