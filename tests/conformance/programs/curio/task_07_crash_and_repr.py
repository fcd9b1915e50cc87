# pins down: a crash is logged at once under curio.kernel with the task's repr; a cancelled task and SystemExit are not
import logging
import sys

import curio


class Short(logging.Formatter):
    def formatException(self, info):
        return f"  with {info[1]!r}"


handler = logging.StreamHandler(sys.stdout)
handler.setFormatter(Short("%(name)s %(levelname)s %(message)s"))
logging.basicConfig(handlers=[handler], level=logging.INFO)


async def crash(error):
    await curio.sleep(0.5)
    raise error


async def late():
    async with curio.timeout_after(1):
        import time
        time.sleep(2)


async def main():
    t = await curio.spawn(crash, ValueError("boom"))
    print(t, str(t).split(" at ")[0] == repr(t))
    await t.wait()
    print("after", t)
    c = await curio.spawn(crash, KeyError("never"))
    await c.cancel()
    print(c)
    await late()
    g = curio.TaskGroup()
    await g.spawn(crash, OSError("in a group"))
    await g.join()
    print([repr(e) for e in g.exceptions])
    d = await curio.spawn(crash, TypeError("daemon"), daemon=True)
    await d.wait()
    forgotten = await curio.spawn(curio.sleep, 0.1)
    await curio.sleep(1)
    del forgotten
    print("end")


curio.run(main)
