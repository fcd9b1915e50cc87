# wait: FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED and timeout; wait itself never cancels or raises
import asyncio
import time


async def job(n, seconds, fail=False):
    await asyncio.sleep(seconds)
    if fail:
        raise ValueError(f"job {n}")
    return n


def names(tasks):
    return sorted(t.get_name() for t in tasks)


async def show(title, *jobs, **options):
    tasks = [asyncio.create_task(job(*j), name=f"job-{j[0]}") for j in jobs]
    begin = time.monotonic()
    done, pending = await asyncio.wait(tasks, **options)
    print(f"{title}: after {time.monotonic() - begin:.1f} done {names(done)} pending {names(pending)}")
    if pending:
        done, pending = await asyncio.wait(pending)
        print(f"    the rest: {names(done)}")
    print("   ", [repr(t.exception()) if t.exception() else t.result() for t in tasks])


async def main():
    jobs = [(1, 1), (2, 2), (3, 3)]
    await show("all", *jobs)
    await show("first completed", *jobs, return_when=asyncio.FIRST_COMPLETED)
    await show("first exception, none", *jobs, return_when=asyncio.FIRST_EXCEPTION)
    await show("first exception", (1, 1), (2, 2, True), (3, 3), return_when=asyncio.FIRST_EXCEPTION)
    await show("timeout", *jobs, timeout=1.5)
    await show("timeout zero", *jobs, timeout=0)
    await show("two at once", (1, 1), (2, 1), (3, 3), return_when=asyncio.FIRST_COMPLETED)
    for bad in ([], [job(1, 1)]):
        try:
            await asyncio.wait(bad)
        except (ValueError, TypeError) as e:
            print(type(e).__name__, e)
        for coro in bad:
            coro.close()
    try:
        await asyncio.wait([asyncio.create_task(job(1, 0))], return_when="SOMETIME")
    except ValueError as e:
        print(e)


asyncio.run(main())
