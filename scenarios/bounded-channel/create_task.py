import asyncio

ROOM = 2  # knob: 1..6


async def produce(queue):
    for item in range(1, 7):
        await queue.put(item)
        print("put", item)


async def consume(queue):
    while True:
        item = await queue.get()
        await asyncio.sleep(1)
        print("used", item)
        queue.task_done()


async def main():
    queue = asyncio.Queue(maxsize=ROOM)
    asyncio.create_task(consume(queue), name="consumer")
    producer = asyncio.create_task(produce(queue), name="producer")
    await producer
    print("main: all is produced")


asyncio.run(main())
