# pins down: every wait policy against every mix of values, failures and cancels, with a body that fails, sleeps or spawns late
from curio import *


async def w(n, r=None, exc=None, cl=0):
    try:
        await sleep(n)
        if exc:
            raise exc
        return r
    except CancelledError as e:
        print("   ", n, r, repr(e), f"{await clock():.2f}")
        await sleep(cl)
        raise


def state(g):
    out = []
    for a in ("tasks", "completed", "result", "results", "exception", "exceptions"):
        try:
            v = getattr(g, a)
        except BaseException as e:
            v = f"{type(e).__name__}({e})"
        if isinstance(v, list):
            v = [x.id - base if isinstance(x, Task) else repr(x) for x in v]
        elif isinstance(v, Task):
            v = v.id - base
        out.append(f"{a}={v!r}")
    return " ".join(out)


base = 0
SPECS = [
    [(1, None), (2, "b"), (3, "c")],
    [(1, 0), (2, "b"), (3, "c")],
    [(1, "a", ValueError("x")), (2, "b"), (3, "c")],
    [(2, "a"), (1, None, ValueError("x")), (1, "c", KeyError("y"))],
    [(1, None), (1, None), (1, None)],
    [(1, None), (1, "x"), (1, "y")],
    [(3, "a", None, 1), (2, "b", None, 1), (1, "c", CancelledError("own"))],
    [],
]


async def main():
    global base
    for wait in (all, any, object, None, "junk", int):
        for i, spec in enumerate(SPECS):
            for body in ("", "err", "sleep", "late"):
                base = (await spawn(sleep, 0, daemon=True)).id
                g = TaskGroup(wait=wait)
                t0 = await clock()
                try:
                    async with g:
                        for s in spec:
                            await g.spawn(w, *s)
                        if body == "err":
                            raise RuntimeError("body")
                        if body == "sleep":
                            await sleep(1.5)
                        if body == "late":
                            await sleep(1)
                            await g.spawn(w, 0.5, "extra")
                except BaseException as e:
                    print("raised", repr(e))
                print(getattr(wait, "__name__", wait), i, body, f"{await clock()-t0:.2f}", state(g))


run(main)
