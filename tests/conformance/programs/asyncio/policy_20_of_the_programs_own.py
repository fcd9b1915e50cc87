# asyncio.run and Runner get their loop from the policy and tell it which loop is current.
import asyncio


class Policy(asyncio.DefaultEventLoopPolicy):
    def new_event_loop(self):
        print("new_event_loop")
        return before.new_event_loop()

    def set_event_loop(self, loop):
        print("set_event_loop", "None" if loop is None else "a loop")
        super().set_event_loop(loop)


async def main():
    print("main", asyncio.get_event_loop() is asyncio.get_running_loop())


before = asyncio.get_event_loop_policy()
asyncio.set_event_loop_policy(Policy())
print(type(asyncio.get_event_loop_policy()).__name__)
asyncio.run(main())
with asyncio.Runner() as runner:
    runner.run(main())
    runner.run(main())
with asyncio.Runner(loop_factory=before.new_event_loop) as runner:
    runner.run(main())
asyncio.set_event_loop_policy(None)
for wrong in (3, "policy"):
    try:
        asyncio.set_event_loop_policy(wrong)
    except TypeError as error:
        print(error)
