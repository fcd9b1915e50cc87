# Cancel scopes: attributes before, while and after the block; deadlines that move; shields; wrong exits.
import math

import trio


def attempt(label, fn):
    try:
        print(label, fn())
    except BaseException as error:
        print(label, type(error).__name__, str(error).split("\n")[0].split(" at 0x")[0])


def facts(scope):
    return scope.cancel_called, scope.cancelled_caught, scope.shield, scope.deadline, scope.is_relative


async def main():
    scope = trio.CancelScope(relative_deadline=2)
    attempt("deadline", lambda: scope.deadline)
    attempt("relative", lambda: scope.relative_deadline)
    attempt("is_relative", lambda: scope.is_relative)
    attempt("set", lambda: setattr(scope, "deadline", 4))
    scope.relative_deadline = 3
    with scope as entered:
        print(entered is scope, facts(scope), scope.relative_deadline)
        await trio.sleep(1)
        print(scope.relative_deadline)
        scope.relative_deadline = 5
        print(scope.deadline, trio.current_effective_deadline())
        scope.deadline += 1
        print(scope.deadline)
        scope.deadline = math.inf
        print(scope.relative_deadline, trio.current_effective_deadline())
        scope.deadline = -math.inf
        print(trio.current_effective_deadline())
        print(scope.cancel_called)
        print(trio.current_effective_deadline())
        await trio.sleep(0)
    print(facts(scope))
    attempt("again", scope.__enter__)
    plain = trio.CancelScope(deadline=7)
    attempt("relative", lambda: plain.relative_deadline)
    attempt("set", lambda: setattr(plain, "relative_deadline", 1))
    attempt("bool", lambda: setattr(plain, "shield", None))
    plain.cancel()
    print(facts(plain))
    plain.cancel()
    with plain:
        print("entered cancelled")
        try:
            await trio.sleep(0)
        finally:
            print("cancelled at once")
    print(facts(plain))
    attempt("never entered", lambda: trio.CancelScope().__exit__(None, None, None))
    with trio.CancelScope(shield=True) as shielded:
        shielded.cancel()
        shielded.shield = False
        shielded.deadline = trio.current_time() + 3
    print(facts(shielded))

    # An error passes, whatever the scope's state.
    for cancel in (False, True):
        try:
            with trio.CancelScope() as scope:
                if cancel:
                    scope.cancel()
                raise ValueError("passes")
        except ValueError as error:
            print(error, facts(scope), repr(error.__context__))

    # Swallowed and raised later; a cancelled that travels to the wrong scope.
    with trio.CancelScope() as outer:
        with trio.CancelScope() as inner:
            inner.cancel()
            try:
                await trio.sleep(1)
            except trio.Cancelled as error:
                kept = error
        print("inner", facts(inner))
        try:
            raise kept
        except trio.Cancelled:
            print("raised again outside")
    with trio.CancelScope() as outer:
        outer.cancel()
        with trio.CancelScope() as inner:
            inner.cancel()
            raise kept
    print(facts(outer), facts(inner))
    try:
        with trio.CancelScope() as scope:
            raise kept
    except trio.Cancelled as error:
        print("not caught", error is kept, facts(scope))

    # The shield goes up and down while the cancellation waits.
    with trio.CancelScope() as outer:
        with trio.CancelScope(shield=True) as inner:
            outer.cancel()
            await trio.sleep(1)
            print("shielded", trio.current_time(), trio.current_effective_deadline())
            inner.shield = False
            print(trio.current_effective_deadline())
            inner.shield = True
            await trio.sleep(1)
            print("shielded again", trio.current_time())
            inner.shield = False
            try:
                await trio.sleep(1)
            except trio.Cancelled as error:
                print("now", error.source, error.reason)
                raise
    print(facts(outer), facts(inner))

    # Deadlines from outside and inside.
    with trio.move_on_after(5) as five, trio.move_on_after(3) as three, trio.fail_after(10) as ten:
        print(trio.current_effective_deadline() - trio.current_time())
        three.shield = True
        five.deadline = trio.current_time() + 1
        print(trio.current_effective_deadline() - trio.current_time())
        await trio.sleep_forever()
    print(five.cancel_called, three.cancel_called, five.cancelled_caught, three.cancelled_caught, ten.cancelled_caught)
    try:
        with trio.fail_at(trio.current_time() + 1) as scope:
            try:
                await trio.sleep(2)
            except trio.Cancelled:
                print("swallowed")
        print("no error", scope.cancelled_caught)
        with trio.fail_after(0, shield=True):
            await trio.sleep(0)
    except trio.TooSlowError as error:
        print(repr(error), repr(error.__cause__), type(error.__context__).__name__, error.__suppress_context__)
    try:
        with trio.fail_after(1):
            raise trio.TooSlowError("mine")
    except trio.TooSlowError as error:
        print(repr(error))


trio.run(main)
