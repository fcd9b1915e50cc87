# Rule: cancelling one of two tasks that wait for each other goes round until Python's limit, and ends in RecursionError.
import asyncio

tasks = {}


async def waits_for(other):
    await asyncio.sleep(0)
    await tasks[other]


async def main():
    tasks["a"] = asyncio.create_task(waits_for("b"))
    tasks["b"] = asyncio.create_task(waits_for("a"))
    await asyncio.sleep(1)
    try:
        tasks["a"].cancel()
    except RecursionError as error:
        print("cancel:", error)
    print(tasks["a"].done(), tasks["b"].done())
    print(tasks["a"].cancelling() > 1000, tasks["b"].cancelling() > 1000)


try:
    asyncio.run(main())
except RecursionError as error:
    print("run:", error)
print("after")
