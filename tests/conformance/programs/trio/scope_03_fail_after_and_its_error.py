# Pins down: TooSlowError's context is the Cancelled, its cause None; fail_after with work that ends in time or fails.
import trio


async def main():
    try:
        with trio.fail_after(1) as scope:
            await trio.sleep(5)
    except trio.TooSlowError as exc:
        print(f"{trio.current_time():.1f} {exc!r} context {type(exc.__context__).__name__} cause {exc.__cause__}")
        print(scope.cancelled_caught, str(exc.__context__))
    with trio.fail_after(1) as scope:
        await trio.sleep(0.5)
    print("in time:", scope.cancel_called)
    try:
        with trio.fail_after(1):
            try:
                await trio.sleep(5)
            finally:
                raise OSError("cleanup")
    except OSError as exc:
        print(f"{trio.current_time():.1f} {exc!r} context {type(exc.__context__).__name__}")
    with trio.fail_after(1) as scope:
        scope.deadline += 10
        await trio.sleep(3)
    print(f"{trio.current_time():.1f} moved on in time", scope.cancelled_caught)
    try:
        with trio.fail_after(5) as scope:
            scope.cancel()
            await trio.sleep(1)
    except trio.TooSlowError:
        print("even a manual cancel is TooSlowError, cancelled_caught", scope.cancelled_caught)
    for make in (trio.move_on_after, trio.fail_after, trio.sleep):
        try:
            result = make(-1)
            if hasattr(result, "__await__"):
                await result
            else:
                with result:
                    pass
        except ValueError as exc:
            print("ValueError:", exc)
    with trio.move_on_after(0) as scope:
        print("entered with zero, called", scope.cancel_called)
        await trio.sleep(0)
        print("not reached")
    print("caught", scope.cancelled_caught)
    try:
        trio.move_on_after(float("nan"))
    except ValueError as exc:
        print("ValueError:", exc)


trio.run(main)
