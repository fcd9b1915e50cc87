#? exit 0
#? stdout ^main ends$
#? stderr RuntimeWarning: coroutine 'job' was never awaited
import asyncio


async def job():
    print("never")


async def main():
    job()
    print("main ends")


asyncio.run(main())
