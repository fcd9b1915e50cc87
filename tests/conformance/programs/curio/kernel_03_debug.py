# pins down: debug=True and the debuggers: what they write about tasks, steps, traps, long steps and crashes
import logging
import sys
import time

import curio
from curio.debug import logcrash, longblock, schedtrace, traptrace

logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(name)s %(levelname)s %(message)s")


class NoTraceback(logging.Filter):
    def filter(self, record):
        record.exc_info = None
        return True


for handler in logging.getLogger().handlers:
    handler.addFilter(NoTraceback())


async def child(n):
    await curio.sleep(n)
    if n == 2:
        time.sleep(0.5)
        raise ValueError(n)


async def main():
    async with curio.TaskGroup() as g:
        await g.spawn(child, 1)
        await g.spawn(child, 2)


for debug in (True, [longblock, logcrash], traptrace(filter={"child"}, level=logging.WARNING), [schedtrace(filter={"main"})]):
    print("debug")
    curio.run(main, debug=debug)
