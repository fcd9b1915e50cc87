# pins down: a supervisor that restarts crashed workers, a watchdog with timeouts, an orderly stop
import logging

import curio

logging.disable(logging.CRITICAL)


async def log(*words):
    print(f"{await curio.clock():.2f}", *words)


async def worker(name, jobs, results):
    done = 0
    try:
        while True:
            job = await jobs.get()
            try:
                async with curio.timeout_after(1):
                    await curio.sleep(job)
                    if job == 0.3:
                        raise ValueError(f"bad job {job}")
                done += 1
                await results.put((name, job))
            finally:
                await jobs.task_done()
    except curio.TaskCancelled:
        await log(name, "stops after", done)
        raise


async def supervise(jobs, results, count):
    crashed = 0
    async with curio.TaskGroup() as g:
        for n in range(count):
            await g.spawn(worker, f"w{n}", jobs, results)
        next_name = count
        async for task in g:
            crashed += 1
            await log("ended", repr(task.exception))
            await g.spawn(worker, f"w{next_name}", jobs, results)
            next_name += 1
    return crashed


async def main():
    jobs, results = curio.Queue(maxsize=3), curio.Queue()
    s = await curio.spawn(supervise, jobs, results, 2)
    for job in (0.5, 0.3, 2, 0.2, 0.3, 0.1, 0.4, 3, 0.6):
        await jobs.put(job)
        await log("queued", job, jobs.qsize())
    await jobs.join()
    await log("all done")
    await s.cancel()
    await log(repr(s.exception))
    while not results.empty():
        print(await results.get())


curio.run(main)
