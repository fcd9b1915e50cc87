# Pins down: what an Instrument hears, in which order, for a small program.
import trio


class Log(trio.abc.Instrument):
    def __init__(self):
        self.lines = []

    def _say(self, what, task):
        name = task.name.rsplit(".", 1)[-1]
        if name in ("main", "child", "napper"):
            self.lines.append(f"{what} {name}")

    def task_spawned(self, task):
        self._say("spawned", task)

    def task_scheduled(self, task):
        self._say("scheduled", task)

    def before_task_step(self, task):
        self._say("before", task)

    def after_task_step(self, task):
        self._say("after", task)

    def task_exited(self, task):
        self._say("exited", task)

    def before_run(self):
        self.lines.append("before_run")

    def after_run(self):
        self.lines.append("after_run")


async def child():
    await trio.lowlevel.checkpoint()


async def main():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(child)
        nursery.start_soon(trio.sleep, 1, name="napper")


log = Log()
trio.run(main, instruments=[log])
print(*log.lines, sep="\n")


class Broken(trio.abc.Instrument):
    def before_task_step(self, task):
        raise ValueError("instrument bug")


async def adds_and_removes():
    other = Log()
    trio.lowlevel.add_instrument(other)
    await trio.lowlevel.checkpoint()
    trio.lowlevel.remove_instrument(other)
    await trio.lowlevel.checkpoint()
    try:
        trio.lowlevel.remove_instrument(other)
    except KeyError:
        print("KeyError: not there any more")


trio.run(adds_and_removes)
