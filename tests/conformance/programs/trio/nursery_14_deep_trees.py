# Deep trees: cancellation and failure through many levels, in the order in which each level sees them.
import trio

log = []


def note(*words):
    print(f"{trio.current_time():.1f}", *words)


async def node(name, depth, fail_at=None, slow=None):
    try:
        async with trio.open_nursery() as nursery:
            if depth:
                for n in range(2):
                    nursery.start_soon(node, f"{name}{n}", depth - 1, fail_at, slow)
            if name == fail_at:
                await trio.sleep(1)
                raise ValueError(name)
            await trio.sleep_forever()
    except BaseExceptionGroup as group:
        note(name, "group of", len(group.exceptions), [type(e).__name__ for e in group.exceptions])
        raise
    except BaseException as error:
        note(name, type(error).__name__)
        raise
    finally:
        if name == slow:
            with trio.CancelScope(shield=True):
                await trio.sleep(2)
            note(name, "slow cleanup done")


async def attempt(label, *args, timeout=10):
    print("--", label)
    start = trio.current_time()
    with trio.move_on_after(timeout) as scope:
        try:
            await node("r", *args)
        except* ValueError as group:
            error, path = group, []
            while isinstance(error, BaseExceptionGroup):
                path.append(len(error.exceptions))
                error = error.exceptions[0]
            print("caught", path, error)
    print(scope.cancelled_caught, trio.current_time() - start)


async def main():
    await attempt("a leaf fails", 2, "r01")
    await attempt("a leaf fails, another is slow", 2, "r01", "r1")
    await attempt("the middle fails, its child is slow", 2, "r0", "r00")
    await attempt("the root fails", 2, "r")
    await attempt("out of time", 2, timeout=1)
    await attempt("out of time, a leaf is slow", 2, None, "r11", timeout=1)
    await attempt("fails as time runs out", 1, "r0", timeout=1)


trio.run(main)
