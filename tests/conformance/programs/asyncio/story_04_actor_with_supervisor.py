# Actors with mailboxes, restarted by a supervisor with a limit; state machines by enum and match
import asyncio
import time
from enum import Enum


class State(Enum):
    IDLE = "idle"
    BUSY = "busy"
    DEAD = "dead"


class Actor:
    def __init__(self, name):
        self.name, self.state, self.mailbox = name, State.IDLE, asyncio.Queue()
        self.handled = 0

    async def run(self):
        self.state = State.IDLE
        while True:
            message = await self.mailbox.get()
            self.state = State.BUSY
            match message:
                case ("sleep", float(seconds) | int(seconds)):
                    await asyncio.sleep(seconds)
                case ("reply", future, value) if not future.done():
                    future.set_result(value)
                case {"fail": why}:
                    self.state = State.DEAD
                    raise RuntimeError(why)
                case "stop":
                    return self.handled
                case other:
                    print(f"{time.monotonic():.1f} {self.name} ignores {other!r}")
            self.handled += 1
            self.state = State.IDLE


async def supervise(actor, restarts):
    while True:
        try:
            return await actor.run()
        except RuntimeError as e:
            print(f"{time.monotonic():.1f} {actor.name} {actor.state.value}: {e}")
            if restarts == 0:
                raise
            restarts -= 1
            await asyncio.sleep(0.5)


async def main():
    actor = Actor("alpha")
    task = asyncio.create_task(supervise(actor, 1))
    answer = asyncio.get_running_loop().create_future()
    for message in (("sleep", 1), {"fail": "first"}, ["odd"], ("reply", answer, 42), "stop"):
        actor.mailbox.put_nowait(message)
    print(f"{time.monotonic():.1f} answer {await answer}, {actor.state}")
    print(f"{time.monotonic():.1f} handled {await task}")
    actor = Actor("beta")
    for message in ({"fail": "one"}, {"fail": "two"}, "stop"):
        actor.mailbox.put_nowait(message)
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(supervise(actor, 1))
            await asyncio.sleep(60)
    except* RuntimeError as group:
        print(f"{time.monotonic():.1f} {group.exceptions!r}, left {actor.mailbox.qsize()}")


asyncio.run(main())
