import asyncio


async def download():
    try:
        await asyncio.sleep(10)
    finally:
        print("closing the connection")
        await asyncio.sleep(1)
        print("closed")


async def main():
    try:
        await asyncio.wait_for(download(), timeout=2)
    except TimeoutError:
        print("main: too slow")


asyncio.run(main())
