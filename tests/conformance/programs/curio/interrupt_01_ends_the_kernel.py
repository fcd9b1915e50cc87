# curio does not handle Ctrl-C: KeyboardInterrupt leaves the kernel from where it comes, and the shutdown cancels what is left, newest first.
import signal

import curio
from curio.kernel import Activation


async def worker(name):
    try:
        await curio.sleep(10)
    except curio.CancelledError as error:
        print(name, "cancelled at", await curio.clock(), repr(error))
        raise


async def presser(when):
    await curio.sleep(when)
    signal.raise_signal(signal.SIGINT)


async def main(when):
    try:
        one = await curio.spawn(worker, "one")
        two = await curio.spawn(worker, "two", daemon=True)
        if when:
            await curio.spawn(presser, when)
        await one.join()
    except BaseException as error:
        print("main", repr(error))
        raise


class Between(Activation):
    """Presses after a step, in the kernel's own code."""

    count = 0

    def suspended(self, task, trap):
        self.count += 1
        if self.count == 4:
            print("pressed after step", self.count)
            signal.raise_signal(signal.SIGINT)


for when, activations in ((1, []), (0, [Between()])):
    try:
        curio.run(main, when, activations=activations)
    except BaseException as error:
        print("run", repr(error))
