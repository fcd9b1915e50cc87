# The classic race: staggered attempts, the first to succeed cancels the rest, all failing raises together.
import trio

DELAYS = {"a": (3, True), "b": (0.5, False), "c": (1, True), "d": (0.2, True)}


async def connect(name):
    seconds, ok = DELAYS[name]
    await trio.sleep(seconds)
    if not ok:
        raise OSError(f"{name} refused")
    return f"socket to {name}"


async def race(names, stagger):
    failed = [trio.Event() for _ in names]
    winner, errors = None, []

    async def attempt(i, nursery):
        nonlocal winner
        if i > 0:
            with trio.move_on_after(stagger):
                await failed[i - 1].wait()
        if i + 1 < len(names):
            nursery.start_soon(attempt, i + 1, nursery)
        try:
            print(f"{trio.current_time():.1f} trying {names[i]}")
            sock = await connect(names[i])
        except OSError as exc:
            print(f"{trio.current_time():.1f} {exc}")
            errors.append(exc)
            failed[i].set()
        else:
            winner = sock
            nursery.cancel_scope.cancel()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(attempt, 0, nursery)
    if winner is None:
        raise ExceptionGroup("all attempts failed", errors)
    print(f"{trio.current_time():.1f} won: {winner}")


async def main():
    await race(["a", "b", "c"], 1)
    await race(["b", "d"], 1)
    try:
        await race(["b", "b"], 0.2)
    except ExceptionGroup as group:
        print(repr(group))


trio.run(main)
