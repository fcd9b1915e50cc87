import trio

TAKES = 2.0  # knob: 1..3 step 0.5
LIMIT = 2.0  # knob: 1..3 step 0.5


async def ask(name, answers):
    await trio.sleep(TAKES)
    print(name, "answers")
    answers.append(name)


async def main():
    answers = []
    with trio.move_on_after(LIMIT) as scope:
        async with trio.open_nursery() as nursery:
            for name in "AB":
                nursery.start_soon(ask, name, answers, name=name)
    if scope.cancelled_caught:
        print("main: too late")
    print("main:", len(answers), "answers")


trio.run(main)
