# pins down: a run keeps nothing of its main task and loop, however it ends
import asyncio
import gc
import weakref

seen = []


class Resource:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("  freed", self.name)


async def main(name, error=None):
    task = asyncio.current_task()
    task.resource = Resource(name)
    seen.append(weakref.ref(task))
    await asyncio.sleep(0.1)
    if error:
        raise error


print("run")
asyncio.run(main("run"))
print(seen[-1]() is None)
with asyncio.Runner() as runner:
    for name in "first", "second":
        runner.run(main(name))
        print("runner", seen[-1]() is None)
print("closed")
try:
    asyncio.run(main("failing", ValueError()))
except ValueError:
    gc.collect()
gc.collect()
print(seen[-1]() is None)
