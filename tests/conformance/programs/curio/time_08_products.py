# pins down: two and three nested timeouts of every kind and length, none and past ones too: what each level sees, and whose it was
import itertools
from curio import *


async def level(kinds, times, log, depth=0):
    if depth == len(kinds):
        try:
            await sleep(10)
        except BaseException as e:
            log.append(f"in:{type(e).__name__}{e.args}")
            raise
        return "done"
    block = {"t": timeout_after, "i": ignore_after}[kinds[depth]](times[depth])
    try:
        async with block:
            await level(kinds, times, log, depth + 1)
            log.append(f"body{depth} over")
    except BaseException as e:
        log.append(f"{depth}:{type(e).__name__}{e.args} {e.__cause__!r} {type(e.__context__).__name__} {e.__suppress_context__}")
        raise
    finally:
        log.append(f"{depth} {block.expired} {block.result}")
    log.append(f"{depth} {await clock():.2f}")


async def main():
    lengths = ((1, 2), (2, 1), (1, 1), (None, 1), (1, None), (0, 1), (1, 0), (0, 0), (-1, 2))
    cases = [*itertools.product(itertools.product("ti", repeat=2), lengths)]
    cases += itertools.product(itertools.product("ti", repeat=3), itertools.permutations((1, 2, 3)))
    for kinds, times in cases:
        log = []
        try:
            async with timeout_after(50):
                await level(kinds, times, log)
        except BaseException as e:
            log.append(f"out {type(e).__name__}{e.args}")
        print("".join(kinds), times, *log, sep=" | ")


run(main)
