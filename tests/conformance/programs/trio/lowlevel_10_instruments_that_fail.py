# Instruments: which hooks are called, in which order, with what; those that fail or are no instruments.
import logging

import trio
import trio.lowlevel
from trio.abc import Instrument


def name(task):
    return task.name.split(".")[-1].strip("<>").split(" ")[0]


class Full(Instrument):
    def __init__(self, label):
        self.label = label

    def note(self, *words):
        print(self.label, *words)

    def before_run(self): self.note("before_run")
    def after_run(self): self.note("after_run")
    def task_spawned(self, task): self.note("spawned", name(task))
    def task_scheduled(self, task): self.note("scheduled", name(task))
    def before_task_step(self, task): self.note("before_step", name(task))
    def after_task_step(self, task): self.note("after_step", name(task))
    def task_exited(self, task): self.note("exited", name(task))
    def before_io_wait(self, timeout): self.note("before_io", timeout)
    def after_io_wait(self, timeout): self.note("after_io", timeout)


class Partial(Instrument):
    def before_task_step(self, task):
        print("partial", name(task))


class Duck:
    """No Instrument, but looks like one."""
    def task_exited(self, task):
        print("duck", name(task))


class Fails(Instrument):
    def task_spawned(self, task):
        raise ValueError("instrument failed")


async def child():
    await trio.sleep(1)
    return 3


async def main():
    duck = Duck()
    trio.lowlevel.add_instrument(duck)
    trio.lowlevel.add_instrument(duck)
    trio.lowlevel.add_instrument(Fails())
    async with trio.open_nursery() as nursery:
        nursery.start_soon(child, name="kid")
    trio.lowlevel.remove_instrument(duck)
    try:
        trio.lowlevel.remove_instrument(duck)
    except KeyError as error:
        print("KeyError", error.args[0] is duck)
    try:
        trio.lowlevel.add_instrument(3)
        trio.lowlevel.remove_instrument(3)
        print("a number is accepted")
    except BaseException as error:
        print(type(error).__name__, error)
    await trio.sleep(0)


logging.disable(logging.CRITICAL)
trio.run(main, instruments=[Full("F"), Partial()])
print("-- second")
trio.run(trio.sleep, 1, instruments=(Full("G"),))
