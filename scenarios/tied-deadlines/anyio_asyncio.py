import anyio

TAKES = 2.0  # knob: 1..3 step 0.5
LIMIT = 2.0  # knob: 1..3 step 0.5


async def ask(name, answers):
    await anyio.sleep(TAKES)
    print(name, "answers")
    answers.append(name)


async def main():
    answers = []
    with anyio.move_on_after(LIMIT) as scope:
        async with anyio.create_task_group() as group:
            for name in "AB":
                group.start_soon(ask, name, answers, name=name)
    if scope.cancelled_caught:
        print("main: too late")
    print("main:", len(answers), "answers")


anyio.run(main, backend="asyncio")
