# Pins down: a scope entered twice, closed out of order, given both deadlines; unbound cancel before entering.
import math

import trio


async def main():
    scope = trio.CancelScope()
    scope.cancel()
    print("before entering:", scope.cancel_called)
    with scope:
        print("entered cancelled:", scope.cancel_called)
        await trio.lowlevel.checkpoint()
        print("not reached")
    print("caught", scope.cancelled_caught)
    try:
        with scope:
            pass
    except RuntimeError as exc:
        print("RuntimeError:", exc)
    try:
        trio.CancelScope(deadline=1, relative_deadline=2)
    except ValueError as exc:
        print("ValueError:", exc)
    try:
        trio.CancelScope(deadline=math.nan)
    except ValueError as exc:
        print("ValueError:", exc)

    scope = trio.CancelScope(relative_deadline=3)
    print(scope.is_relative, scope.relative_deadline)
    try:
        print(scope.deadline)
    except RuntimeError as exc:
        print("RuntimeError:", str(exc).split(".")[0])
    await trio.sleep(2)
    with scope:
        print(scope.is_relative, scope.deadline, trio.current_effective_deadline())
        scope.deadline = trio.current_time() + 0.5
        await trio.sleep(10)
    print(f"{trio.current_time():.1f} caught {scope.cancelled_caught}")

    scope = trio.move_on_after(5, shield=True)
    print(scope.relative_deadline, scope.shield)
    scope.relative_deadline = 1
    with scope:
        await trio.sleep(10)
    print(f"{trio.current_time():.1f} caught {scope.cancelled_caught}")
    print(trio.current_effective_deadline())


trio.run(main)
