# Tasks pending in a loop that was never finished end with the program: each one's coroutine hears GeneratorExit, oldest first
import asyncio
async def agen():
    try:
        yield 1
        yield 2
    finally:
        print("agen finally")
async def worker(n):
    try:
        await asyncio.get_running_loop().create_future()
    except BaseException as e:
        print("worker", n, type(e).__name__)
        raise
    finally:
        print("worker fin", n)
loop = asyncio.new_event_loop()
tasks = [loop.create_task(worker(i)) for i in range(3)]
ag = agen()
async def main():
    print(await ag.__anext__())
loop.run_until_complete(main())
loop.close()
print("end")
