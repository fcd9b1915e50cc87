# Semaphore: in order of arrival, also against newcomers; BoundedSemaphore refuses to go above its start
import asyncio
import time


async def user(name, semaphore, seconds):
    async with semaphore:
        print(f"{time.monotonic():.1f} {name} in")
        await asyncio.sleep(seconds)
    print(f"{time.monotonic():.1f} {name} out")


async def main():
    semaphore = asyncio.Semaphore(2)
    async with asyncio.TaskGroup() as tg:
        for i, seconds in enumerate((3, 1, 1, 2, 1)):
            tg.create_task(user(f"u{i}", semaphore, seconds))
        await asyncio.sleep(0.5)
        print("locked", semaphore.locked())
    print("locked", semaphore.locked())

    print("-- several releases at once, a newcomer behind")
    semaphore = asyncio.Semaphore(0)
    tasks = [asyncio.create_task(user(f"w{i}", semaphore, 0)) for i in range(2)]
    await asyncio.sleep(1)
    for _ in range(3):
        semaphore.release()
    print("locked with free tokens but waiters:", semaphore.locked())
    await user("newcomer", semaphore, 0)
    await asyncio.gather(*tasks)

    bounded = asyncio.BoundedSemaphore(1)
    async with bounded:
        print("inside", bounded.locked())
    try:
        bounded.release()
    except ValueError as e:
        print("ValueError:", e)
    try:
        asyncio.Semaphore(-1)
    except ValueError as e:
        print("ValueError:", e)
    print("release above start:", semaphore.release(), semaphore.locked())


asyncio.run(main())
