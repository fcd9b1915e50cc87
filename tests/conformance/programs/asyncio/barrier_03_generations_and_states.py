# Barrier: generations, states while filling and draining, abort and reset with waiters, cancel of one, async with, repr
import asyncio


def show(b):
    text = repr(b)
    return text[text.index("["):]


async def party(name, barrier, delay=0, rounds=1):
    try:
        for r in range(rounds):
            await asyncio.sleep(delay)
            async with barrier as position:
                print("  ", name, "round", r, "position", position, barrier.n_waiting, barrier.broken)
    except asyncio.BrokenBarrierError as e:
        print("  ", name, "broken", repr(e), e.args)
        return "broken"
    except asyncio.CancelledError:
        print("  ", name, "cancelled")
        raise
    return "passed"


async def main():
    for parties in (0, -1):
        try:
            asyncio.Barrier(parties)
        except ValueError as e:
            print(e)
    barrier = asyncio.Barrier(3)
    print(show(barrier), barrier.parties, barrier.n_waiting, barrier.broken)
    tasks = [asyncio.create_task(party(n, barrier, d, 2)) for n, d in (("a", 1), ("b", 2), ("c", 3))]
    await asyncio.sleep(2.5)
    print(show(barrier), barrier.n_waiting)
    print(await asyncio.gather(*tasks))
    tasks = [asyncio.create_task(party(n, barrier)) for n in "de"]
    await asyncio.sleep(1)
    print(show(barrier))
    await barrier.reset()
    print("reset", show(barrier), barrier.broken)
    print(await asyncio.gather(*tasks), show(barrier))
    tasks = [asyncio.create_task(party(n, barrier)) for n in "fg"]
    await asyncio.sleep(1)
    await barrier.abort()
    print("aborted", show(barrier), barrier.broken, barrier.n_waiting)
    print(await asyncio.gather(*tasks), await party("late", barrier))
    await barrier.reset()
    print("reset", show(barrier), barrier.broken)
    tasks = [asyncio.create_task(party(n, barrier)) for n in "hi"]
    await asyncio.sleep(1)
    tasks[0].cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print("one cancelled", show(barrier), barrier.n_waiting)
    tasks += [asyncio.create_task(party(n, barrier)) for n in "jk"]
    print(await asyncio.gather(*tasks, return_exceptions=True))
    print(show(barrier))
    barrier = asyncio.Barrier(2)
    tasks = [asyncio.create_task(party(n, barrier)) for n in "lmnop"]
    await asyncio.sleep(1)
    print(show(barrier), barrier.n_waiting, [t.done() for t in tasks])
    try:
        await asyncio.wait_for(barrier.wait(), 1)
        print("passed with", barrier.n_waiting)
    except TimeoutError:
        print("timeout", show(barrier))
    print(await asyncio.gather(*tasks))
    one = asyncio.Barrier(1)
    print(await one.wait(), await one.wait(), show(one))


asyncio.run(main())
