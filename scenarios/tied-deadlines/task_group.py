import asyncio

TAKES = 2.0  # knob: 1..3 step 0.5
LIMIT = 2.0  # knob: 1..3 step 0.5


async def ask(name, answers):
    await asyncio.sleep(TAKES)
    print(name, "answers")
    answers.append(name)


async def main():
    answers = []
    try:
        async with asyncio.timeout(LIMIT):
            async with asyncio.TaskGroup() as group:
                for name in "AB":
                    group.create_task(ask(name, answers), name=name)
    except TimeoutError:
        print("main: too late")
    print("main:", len(answers), "answers")


asyncio.run(main())
