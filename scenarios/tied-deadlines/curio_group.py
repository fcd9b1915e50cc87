import curio

TAKES = 2.0  # knob: 1..3 step 0.5
LIMIT = 2.0  # knob: 1..3 step 0.5


async def ask(name, answers):
    await curio.sleep(TAKES)
    print(name, "answers")
    answers.append(name)


async def main():
    answers = []
    try:
        async with curio.timeout_after(LIMIT):
            async with curio.TaskGroup() as group:
                for name in "AB":
                    task = await group.spawn(ask, name, answers)
                    task.name = name
    except curio.TaskTimeout:
        print("main: too late")
    print("main:", len(answers), "answers")


curio.run(main)
