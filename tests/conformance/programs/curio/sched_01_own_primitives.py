# pins down: primitives made from SchedFIFO, SchedBarrier and traps of curio's own, and an awaitable pairing of functions
import curio
from curio.meta import awaitable, curio_running, iscoroutinefunction
from curio.sched import SchedBarrier, SchedFIFO
from curio.traps import _clock, _get_current, _scheduler_wait, _scheduler_wake, _sleep


class Gate:
    def __init__(self):
        self.fifo, self.barrier = SchedFIFO(), SchedBarrier()

    async def one(self, name):
        await self.fifo.suspend("GATE_ONE")
        print(f"{await _clock():.2f}", name, "through one")

    async def all(self, name):
        await _scheduler_wait(self.barrier, "GATE_ALL")
        print(f"{await _clock():.2f}", name, "through all")


def spam(x):
    return ("sync", x)


@awaitable(spam)
async def spam(x):
    return ("async", x)


async def main():
    gate = Gate()
    tasks = [await curio.spawn(gate.one, n) for n in "abc"] + [await curio.spawn(gate.all, n) for n in "xyz"]
    print(await _sleep(1))
    print(gate.fifo, gate.barrier, bool(gate.fifo), len(gate.barrier), [t.state for t in tasks])
    await gate.fifo.wake()
    await gate.fifo.wake(2)
    await _scheduler_wake(gate.barrier, 1)
    await curio.sleep(1)
    print(gate.fifo, gate.barrier)
    await gate.barrier.wake()
    for t in tasks:
        await t.join()
    me = await _get_current()
    print(me is await curio.current_task(), await spam(2), curio_running())
    print(await (lambda: spam(3))(), [await spam(n) for n in (4, 5)], iscoroutinefunction(spam), iscoroutinefunction(main))
    print([await x for x in (spam(n) for n in (6, 7))])


curio.run(main)
print(spam(5), curio_running())
