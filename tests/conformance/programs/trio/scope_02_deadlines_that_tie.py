# Pins down: nested scopes with one deadline all become called and the outermost catches; sleep(n) in move_on_after(n) loses.
import trio


async def main():
    with trio.move_on_after(1) as scope:
        await trio.sleep(1)
        print("sleep won")
    print(f"{trio.current_time():.1f} caught {scope.cancelled_caught}")

    at = trio.current_time() + 1
    with trio.move_on_at(at) as a, trio.move_on_at(at) as b, trio.move_on_at(at) as c:
        await trio.sleep_forever()
    print([(s.cancel_called, s.cancelled_caught) for s in (a, b, c)])

    try:
        with trio.move_on_after(2) as outer, trio.fail_after(2) as inner:
            await trio.sleep(9)
    except trio.TooSlowError:
        print("TooSlowError")
    print(f"{trio.current_time():.1f}", outer.cancelled_caught, inner.cancelled_caught)
    try:
        with trio.fail_after(2) as outer, trio.move_on_after(2) as inner:
            await trio.sleep(9)
    except trio.TooSlowError:
        print("TooSlowError")
    print(f"{trio.current_time():.1f}", outer.cancelled_caught, inner.cancelled_caught)

    with trio.move_on_after(1) as outer:
        with trio.move_on_after(2) as inner:
            await trio.sleep(9)
    print("inner of an expired outer:", inner.cancel_called, outer.cancel_called)


trio.run(main)
