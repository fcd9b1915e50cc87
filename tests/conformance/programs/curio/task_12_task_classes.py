# pins down: task classes of the program, even one called Task; context variables with and without ContextTask
from curio import *
from curio.kernel import Activation
import curio


class A(Activation):
    n = 0

    def created(self, task):
        A.n += 1

    def suspended(self, task, trap):
        if trap is not None and not isinstance(trap, tuple):
            print("trap", type(trap))


class T(curio.Task):
    log = []

    def __init__(self, coro, parent=None):
        super().__init__(coro, parent)
        self.log.append(("new", self.name, self.id, self.parentid))

    def send(self, v):
        self.log.append((self.name, repr(v)[:20]))
        return super().send(v)


async def ch(n):
    await sleep(n)
    return n


async def bad():
    raise ValueError


async def main():
    t = await spawn(ch, 1)
    await sleep(0.5)
    print(type(t).__name__, t)
    print(await t.join())
    b = await spawn(bad)
    try:
        await b.join()
    except TaskError:
        pass
    async with TaskGroup() as g:
        await g.spawn(ch, 0.1)
    print(g.results)
    return "x"


print(run(main, taskcls=T, activations=[A]))
for l in T.log:
    print(l)
print(A.n)


class Task(curio.Task):
    def send(self, v):
        T.log.append("mine")
        return super().send(v)


T.log.clear()
print(run(main, taskcls=Task))
print(len(T.log))
import contextvars

v = contextvars.ContextVar("v", default="d")


async def cv(n):
    print(n, v.get())
    v.set(n)
    t = await spawn(cvc)
    await t.join()
    await sleep(1)
    print(n, v.get())
    print(await run_in_thread(lambda: v.get()))


async def cvc():
    print("child", v.get())
    v.set("c")


async def cmain():
    v.set("main")
    async with TaskGroup() as g:
        await g.spawn(cv, 1)
        await g.spawn(cv, 2)
    print(v.get())


from curio.task import ContextTask

run(cmain)
print(v.get())
run(cmain, taskcls=ContextTask)
print(v.get())
with Kernel(taskcls=ContextTask) as k:
    k.run(cmain)
    k.run(cmain)
t = None


async def show():
    t = await current_task()
    print(t, t.parentid)
    t = await spawn(ch, 0)
    print(t, t.parentid)
    await t.join()


run(show, taskcls=ContextTask)
