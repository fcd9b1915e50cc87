import curio

ROOM = 2  # knob: 1..6


async def produce(queue):
    for item in range(1, 7):
        await queue.put(item)
        print("put", item)
    await queue.put(None)


async def consume(queue):
    while (item := await queue.get()) is not None:
        await curio.sleep(1)
        print("used", item)
    print("nothing more to come")


async def main():
    queue = curio.Queue(ROOM)
    async with curio.TaskGroup() as group:
        await group.spawn(consume, queue)
        await group.spawn(produce, queue)
    print("main: all is used")


curio.run(main)
