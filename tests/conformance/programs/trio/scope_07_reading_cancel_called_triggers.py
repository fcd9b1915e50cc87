# Pins down: reading cancel_called after the deadline triggers the cancel, even before the loop has noticed.
import time

import trio


async def main():
    with trio.move_on_after(1) as scope:
        time.sleep(2)
        print("effective deadline in the past:", trio.current_effective_deadline())
        print("called:", scope.cancel_called)
        print("effective deadline now:", trio.current_effective_deadline())
        await trio.lowlevel.checkpoint_if_cancelled()
        print("not reached")
    print("caught:", scope.cancelled_caught)

    with trio.move_on_after(1) as scope:
        time.sleep(2)
        await trio.lowlevel.checkpoint_if_cancelled()
        print("nobody looked, so this passes?")
        await trio.lowlevel.checkpoint()
        print("after a whole checkpoint")
        await trio.lowlevel.checkpoint()
        print("not reached")
    print("caught:", scope.cancelled_caught)

    with trio.CancelScope(deadline=trio.current_time() - 1) as scope:
        print("born late, called:", scope.cancel_called)
    with trio.CancelScope(deadline=5) as outer, trio.CancelScope(deadline=9, shield=True) as inner:
        print(trio.current_effective_deadline())
        inner.shield = False
        print(trio.current_effective_deadline())
        inner.deadline = 4.5
        print(trio.current_effective_deadline(), inner.is_relative, inner.relative_deadline if inner.is_relative else "absolute")


trio.run(main)
