# COUNT tasks that sleep, each for a time of its own, set in no order of time.
import trio


async def main():
    async with trio.open_nursery() as nursery:
        for number in range(COUNT):
            nursery.start_soon(trio.sleep, 1 + number * 7919 % COUNT / 1000)


trio.run(main)
