# pins down: what clock, sleep and the timeouts' arguments are, to the last digit
import time

import curio


async def main():
    print(await curio.clock(), await curio.sleep(0.1), await curio.sleep(0.2), await curio.clock(), time.monotonic())
    print(await curio.sleep(0.7), await curio.sleep(1e-3), await curio.sleep(0), await curio.sleep(-1))
    try:
        await curio.timeout_after(0.3, curio.sleep, 1)
    except curio.TaskTimeout as exc:
        print(repr(exc))
    for n in range(5):
        await curio.sleep(0.1)
        print(await curio.clock())
    me = await curio.current_task()
    async with curio.timeout_after(0.4):
        print(me.timeout, me._deadlines)
        async with curio.timeout_after(9):
            print(me.timeout, me._deadlines)
        print(me.timeout, me._deadlines)
    print(me.timeout, me._deadlines)
    time.sleep(0.35)
    print(await curio.clock(), time.time(), time.perf_counter())


curio.run(main)
