# async generators: a cancel lands inside the generator when it awaits, or in the consumer when it does; asend and athrow
import asyncio
import time


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


async def source(delay):
    n = 0
    try:
        while True:
            await asyncio.sleep(delay)
            n += 1
            got = yield n
            if got:
                stamp("source was sent", got)
    except asyncio.CancelledError:
        stamp("source cancelled")
        raise
    except GeneratorExit:
        stamp("source asked to exit")
        raise
    finally:
        stamp("source finally")


async def consumer(delay_in, delay_out):
    gen = source(delay_in)
    try:
        async for item in gen:
            stamp("item", item)
            await asyncio.sleep(delay_out)
    except asyncio.CancelledError:
        stamp("consumer cancelled")
        await gen.aclose()
        raise


async def cancel_after(seconds, coro):
    task = asyncio.create_task(coro)
    await asyncio.sleep(seconds)
    task.cancel()
    await asyncio.wait([task])
    stamp("cancelled:", task.cancelled())


async def main():
    stamp("-- while the generator awaits")
    await cancel_after(1.5, consumer(1, 0))
    stamp("-- while the consumer awaits")
    await cancel_after(1.5, consumer(1, 5))
    stamp("-- asend and athrow")
    gen = source(1)
    stamp(await gen.asend(None))
    stamp(await gen.asend("hello"))
    try:
        await gen.athrow(KeyError("thrown in"))
    except KeyError as e:
        stamp("came back", repr(e))


asyncio.run(main())
