import asyncio

LIMIT = 2.0  # knob: 0.5..12 step 0.5


async def download():
    try:
        await asyncio.sleep(10)
    finally:
        print("closing the connection")
        await asyncio.sleep(1)
        print("closed")


async def main():
    try:
        await asyncio.wait_for(download(), timeout=LIMIT)
    except TimeoutError:
        print("main: too slow")


asyncio.run(main())
