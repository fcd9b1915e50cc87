# pins: a pipeline of workers over streams: fan out, fan in, a failing worker, a consumer that stops early, backpressure
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def square(receive, send, name):
    async with receive, send:
        async for n in receive:
            await anyio.sleep(0.5)
            if n == 7:
                raise ValueError(f"{name} cannot do {n}")
            await send.send((name, n * n))


async def run(numbers, workers, stop_after=None):
    jobs_in, jobs_out = anyio.create_memory_object_stream(2)
    results_in, results_out = anyio.create_memory_object_stream(0)
    async with anyio.create_task_group() as tg:
        async with jobs_out, results_in:
            for w in range(workers):
                tg.start_soon(square, jobs_out.clone(), results_in.clone(), f"w{w}")

        async def feed():
            async with jobs_in:
                for n in numbers:
                    await jobs_in.send(n)
                    log(f"fed {n}")

        tg.start_soon(feed)
        async with results_out:
            got = 0
            async for name, value in results_out:
                log(f"{value} from {name}")
                got += 1
                if got == stop_after:
                    log("enough")
                    break
    log("run over")


async def main():
    await run(range(5), 2)
    for numbers, workers, stop_after in ((range(10), 3, None), (range(6), 2, 3)):
        try:
            await run(numbers, workers, stop_after)
        except BaseExceptionGroup as group:
            log(f"{group!r}")


anyio.run(main, backend=BACKEND)
