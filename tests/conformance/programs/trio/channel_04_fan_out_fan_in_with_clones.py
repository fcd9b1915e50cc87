# Pins down: waiting receivers are served first come first served; the channel ends when the last clone closes.
from collections import defaultdict

import trio

taken = defaultdict(list)


async def worker(name, jobs, results):
    async with jobs, results:
        async for job in jobs:
            taken[name].append(job)
            await trio.sleep(job / 10)
            await results.send((name, job))
    print(f"{trio.current_time():.1f} {name} done")


async def producer(jobs):
    async with jobs:
        for n in (5, 1, 4, 2, 3, 2, 1):
            await jobs.send(n)
    print(f"{trio.current_time():.1f} producer done")


async def main():
    job_send, job_receive = trio.open_memory_channel(0)
    result_send, result_receive = trio.open_memory_channel(0)
    async with trio.open_nursery() as nursery:
        async with job_receive, result_send:
            for name in ("w1", "w2", "w3"):
                nursery.start_soon(worker, name, job_receive.clone(), result_send.clone())
        nursery.start_soon(producer, job_send)
        async for name, job in result_receive:
            print(f"{trio.current_time():.1f} {name} finished {job}")
    print(dict(taken))


trio.run(main)
