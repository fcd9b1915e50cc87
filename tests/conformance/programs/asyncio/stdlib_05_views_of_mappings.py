# The text of a read-only view is that of its mapping; its `repr` says that it is a view
import asyncio
from collections import Counter, OrderedDict
from enum import Enum
from types import MappingProxyType


class State(Enum):
    WAITING = "waiting"
    DONE = "done"


class Registry:
    def __init__(self):
        self._tasks = {}
        self.tasks = MappingProxyType(self._tasks)

    async def run(self, name, seconds):
        self._tasks[name] = State.WAITING.value
        await asyncio.sleep(seconds)
        self._tasks[name] = State.DONE.value


async def main():
    registry = Registry()
    async with asyncio.TaskGroup() as group:
        group.create_task(registry.run("a", 1))
        group.create_task(registry.run("b", 2))
        await asyncio.sleep(1.5)
        print(registry.tasks)
    print(f"{registry.tasks} {registry.tasks!r:>40}", str(registry.tasks), [registry.tasks])
    print(State.__members__)
    print(MappingProxyType(OrderedDict(x=1)), repr(MappingProxyType(Counter("aab"))), MappingProxyType(Counter("aab")))
    try:
        registry.tasks["c"] = 1
    except TypeError as error:
        print(error)


asyncio.run(main())
