import asyncio

TAKES = 2.0  # knob: 1..3 step 0.5
LIMIT = 2.0  # knob: 1..3 step 0.5


async def ask(name):
    await asyncio.sleep(TAKES)
    print(name, "answers")
    return name


async def main():
    tasks = [asyncio.create_task(ask(name), name=name) for name in "AB"]
    done, late = await asyncio.wait(tasks, timeout=LIMIT)
    print("main:", len(done), "answers,", len(late), "late")


asyncio.run(main())
