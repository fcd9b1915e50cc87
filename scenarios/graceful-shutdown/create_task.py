import asyncio

CLOSE_AT = 3.0  # knob: 0.5..7 step 0.5


async def worker(name, jobs):
    while True:
        job = await jobs.get()
        print(name, "begins job", job)
        await asyncio.sleep(2)
        print(name, "has done job", job)


async def main():
    jobs = asyncio.Queue()
    for job in range(1, 7):
        jobs.put_nowait(job)
    workers = [asyncio.create_task(worker(name, jobs), name=name) for name in ("ann", "bob")]
    await asyncio.sleep(CLOSE_AT)
    print("main: closing, jobs left:", jobs.qsize())
    for task in workers:
        task.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
    print("main: closed")


asyncio.run(main())
