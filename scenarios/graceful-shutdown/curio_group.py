import curio

CLOSE_AT = 3.0  # knob: 0.5..7 step 0.5


async def worker(name, jobs):
    while True:
        job = await jobs.get()
        async with curio.disable_cancellation():  # what is begun is finished
            print(name, "begins job", job)
            await curio.sleep(2)
            print(name, "has done job", job)
        await curio.check_cancellation()


async def main():
    jobs = curio.Queue()
    for job in range(1, 7):
        await jobs.put(job)
    async with curio.TaskGroup() as group:
        for name in ("ann", "bob"):
            task = await group.spawn(worker, name, jobs)
            task.name = name
        await curio.sleep(CLOSE_AT)
        print("main: closing, jobs left:", jobs.qsize())
        await group.cancel_remaining()
    print("main: closed")


curio.run(main)
