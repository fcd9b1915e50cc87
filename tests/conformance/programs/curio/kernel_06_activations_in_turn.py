# pins down: two activations hear of the end of a step one after the other, each of suspended and terminated
from curio import *
from curio.kernel import Activation


class A(Activation):
    def __init__(self, tag="d"):
        self.tag = tag

    def activate(self, kernel):
        print(self.tag, "activate", type(kernel).__name__)

    def created(self, task):
        print(self.tag, "created", task.name, task.state, task.id, task.parentid)

    def running(self, task):
        print(self.tag, "running", task.name, task.state, task.cycles)

    def suspended(self, task, trap):
        print(self.tag, "suspended", task.name, task.state, trap and trap[0], len(trap) if trap else None)

    def terminated(self, task):
        print(self.tag, "terminated", task.name, task.state, task._final_result, repr(task._final_exc))


async def child(n):
    await sleep(n)
    return n


async def bad():
    raise ValueError(1)


async def main():
    t = await spawn(child, 0.1)
    u = await spawn(bad)
    e = Event()
    q = Queue()
    await clock()
    await current_task()
    await e.set()
    await e.wait()
    await q.put(1)
    await q.get()
    r = await t.join()
    try:
        await u.join()
    except TaskError:
        pass
    try:
        await timeout_after(0.1, e.clear() or e.wait())
    except TaskTimeout:
        pass
    await run_in_thread(len, "abc")
    v = await spawn(child, 10)
    await v.cancel()
    await spawn(child, 10)
    async with Lock():
        pass
    return "mr"


print(run(main, activations=[A, A("two")]))


class Partial(Activation):
    pass


print(run(main, activations=[Partial()]))
