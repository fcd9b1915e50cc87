# pins down: three nested timeouts, each kind, in every order of deadlines: what is seen at each level and who has expired
import itertools

import curio


async def nested(kinds, delays, swallow):
    seen = []
    blocks = []

    async def level(n):
        if n == len(kinds):
            try:
                await curio.sleep(10)
            except curio.CancelledError as exc:
                seen.append(f"in:{type(exc).__name__}")
                if swallow == n:
                    return
                raise
            return
        kind = curio.timeout_after if kinds[n] == "t" else curio.ignore_after
        try:
            async with kind(delays[n]) as block:
                blocks.append(block)
                await level(n + 1)
        except BaseException as exc:
            seen.append(f"{n}:{type(exc).__name__}")
            if swallow == n:
                await curio.sleep(0.25)
                return
            raise

    start = await curio.clock()
    try:
        await level(0)
        end = "ended"
    except BaseException as exc:
        end = repr(exc).split("(")[0]
    print("".join(kinds), delays, swallow, f"{await curio.clock() - start:.2f}", *seen, end, [b.expired for b in blocks], [b.result for b in blocks])


async def main():
    for kinds in ("ttt", "tit", "tti", "iti"):
        for delays in itertools.permutations((1, 2, 3)):
            for swallow in (None, 1, 2, 3):
                await nested(kinds, delays, swallow)
    for delays in ((1, 1, 1), (1, 1, 2), (2, 1, 1), (1, 2, 1)):
        await nested("ttt", delays, None)


curio.run(main)
