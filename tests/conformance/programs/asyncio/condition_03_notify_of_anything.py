# Condition.notify compares its number with how many it has woken, and only while somebody waits: any number will do, text will not.
import asyncio
from fractions import Fraction


async def waiter(condition, name):
    async with condition:
        await condition.wait()
        print(name, "is woken")


async def main():
    condition = asyncio.Condition()
    async with condition:
        condition.notify("x")
        print("nobody waits, nothing is compared")
    tasks = [asyncio.create_task(waiter(condition, name)) for name in "abcdef"]
    await asyncio.sleep(1)
    for n in (1.5, True, Fraction(1, 2), -1, 0, "x", None, [1]):
        try:
            async with condition:
                condition.notify(n)
                print("notified", repr(n))
        except TypeError as error:
            print("TypeError:", error)
        await asyncio.sleep(1)
    try:
        condition.notify("x")
    except RuntimeError as error:
        print("RuntimeError:", error)
    for task in tasks:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    print([type(result).__name__ for result in results])


asyncio.run(main())
