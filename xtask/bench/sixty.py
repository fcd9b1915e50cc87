# 60 tasks that always have something to do, for the page to play.
import trio


async def worker(number):
    for _ in range(6):
        await trio.sleep(0.1 + number % 5 / 10)
        print(number)


async def main():
    async with trio.open_nursery() as nursery:
        for number in range(60):
            nursery.start_soon(worker, number, name=f"w{number}")
    print("sixty tasks are done")


trio.run(main)
