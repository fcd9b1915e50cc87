# a pool has as many threads as it says; a job that waits for one can be cancelled, one that has begun goes on
import asyncio, time, concurrent.futures


def log(*a):
    print(f'{time.monotonic():.2f}', *a)


def blk(n, tag):
    log('begins', tag)
    time.sleep(n)
    log('ends', tag)
    return tag


async def main():
    loop = asyncio.get_running_loop()
    for ex in (concurrent.futures.ThreadPoolExecutor(max_workers=1), concurrent.futures.ThreadPoolExecutor(max_workers=2)):
        fs = [loop.run_in_executor(ex, blk, 0.1, i) for i in range(4)]
        log(fs[2].cancel())
        log(await asyncio.gather(*fs, return_exceptions=True))
        fs = [loop.run_in_executor(ex, blk, 0.1, i) for i in range(4)]
        await asyncio.sleep(0)
        log(fs[2].cancel())
        log(await asyncio.gather(*fs, return_exceptions=True))
        fs = [loop.run_in_executor(ex, blk, 0.1, i) for i in range(4)]
        await asyncio.sleep(0.05)
        log(fs[0].cancel(), fs[2].cancel())
        log(await asyncio.gather(*fs, return_exceptions=True))
        fs = [loop.run_in_executor(ex, blk, 0.1, i) for i in range(3)]
        await asyncio.sleep(0.05)
        ex.shutdown(wait=False, cancel_futures=True)
        log(await asyncio.gather(*fs, return_exceptions=True))
    fs = [asyncio.create_task(asyncio.to_thread(blk, 0.1, i)) for i in range(3)]
    await asyncio.sleep(0)
    fs[1].cancel()
    log(await asyncio.gather(*fs, return_exceptions=True))
    fs = [asyncio.create_task(asyncio.to_thread(blk, 0.1, i)) for i in range(3)]
    fs[1].cancel()
    log(await asyncio.gather(*fs, return_exceptions=True))
asyncio.run(main())
