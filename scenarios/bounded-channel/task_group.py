import asyncio

ROOM = 2  # knob: 1..6


async def produce(queue):
    for item in range(1, 7):
        await queue.put(item)
        print("put", item)
    queue.shutdown()


async def consume(queue):
    try:
        while True:
            item = await queue.get()
            await asyncio.sleep(1)
            print("used", item)
    except asyncio.QueueShutDown:
        print("nothing more to come")


async def main():
    queue = asyncio.Queue(maxsize=ROOM)
    async with asyncio.TaskGroup() as group:
        group.create_task(consume(queue), name="consumer")
        group.create_task(produce(queue), name="producer")
    print("main: all is used")


asyncio.run(main())
