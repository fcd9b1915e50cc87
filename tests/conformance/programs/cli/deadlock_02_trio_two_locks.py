#? exit 3
#? stdout ^left has its first$
#? stdout ^right has its first$
#? stderr (?i)deadlock
import trio


async def philosopher(name, first, second):
    async with first:
        print(name, "has its first")
        await trio.sleep(1)
        async with second:
            print(name, "eats")


async def main():
    a, b = trio.Lock(), trio.Lock()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(philosopher, "left", a, b)
        nursery.start_soon(philosopher, "right", b, a)


trio.run(main)
