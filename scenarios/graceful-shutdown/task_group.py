import asyncio

CLOSE_AT = 3.0  # knob: 0.5..7 step 0.5


async def worker(name, jobs):
    try:
        while True:
            job = await jobs.get()
            print(name, "begins job", job)
            await asyncio.sleep(2)
            print(name, "has done job", job)
    except asyncio.QueueShutDown:
        print(name, "goes home")


async def main():
    jobs = asyncio.Queue()
    for job in range(1, 7):
        jobs.put_nowait(job)
    async with asyncio.TaskGroup() as group:
        for name in ("ann", "bob"):
            group.create_task(worker(name, jobs), name=name)
        await asyncio.sleep(CLOSE_AT)
        print("main: closing, jobs left:", jobs.qsize())
        jobs.shutdown(immediate=True)  # no cancellation: get() raises
    print("main: closed")


asyncio.run(main())
