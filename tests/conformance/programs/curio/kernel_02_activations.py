# pins down: activations hear of every task, step, trap and end
import curio
from curio.kernel import Activation


class Watch(Activation):
    def activate(self, kernel):
        print("activate", type(kernel).__name__)

    def created(self, task):
        print("created", task.id, task.name.rsplit(".")[-1])

    def running(self, task):
        print("running", task.id, task.state)

    def suspended(self, task, trap):
        print("suspended", task.id, task.state, trap and trap[0])

    def terminated(self, task):
        print("terminated", task.id, task.cycles)


async def child():
    await curio.sleep(1)


async def main():
    t = await curio.spawn(child)
    await t.join()
    await curio.sleep(0)


curio.run(main, activations=[Watch])
curio.run(main, activations=[Watch()])
