# Exception groups from nested nurseries and scopes: what each level keeps, and except* flows.
import trio


def tree(error, depth=0):
    print("  " * depth + type(error).__name__, repr(str(error)) if not isinstance(error, BaseExceptionGroup) else repr(error.message),
          "cause", type(error.__cause__).__name__, "context", type(error.__context__).__name__, "suppress", error.__suppress_context__,
          getattr(error, "__notes__", None))
    for member in getattr(error, "exceptions", ()):
        tree(member, depth + 1)


async def fail(after, error):
    await trio.sleep(after)
    raise error


async def fail_in_cleanup(error):
    try:
        await trio.sleep_forever()
    finally:
        raise error


async def attempt(label, fn, *args):
    print("--", label)
    try:
        result = await fn(*args)
        print("returned", result)
    except BaseException as error:
        tree(error)


async def nested():
    async with trio.open_nursery() as a:
        a.start_soon(fail, 1, ValueError("a1"))
        async with trio.open_nursery() as b:
            b.start_soon(fail, 1, KeyError("b1"))
            b.start_soon(fail_in_cleanup, OSError("b cleanup"))
            async with trio.open_nursery() as c:
                c.start_soon(fail_in_cleanup, TypeError("c cleanup"))
                await trio.sleep_forever()


async def scoped():
    async with trio.open_nursery() as a:
        with trio.CancelScope() as scope:
            async with trio.open_nursery() as b:
                b.start_soon(fail_in_cleanup, OSError("inside scope"))
                await trio.sleep(1)
                scope.cancel()
        print("not reached" if scope.cancelled_caught else "scope did not catch")


async def body_error_in_cleanup():
    async with trio.open_nursery() as a:
        a.start_soon(fail, 1, ValueError("child"))
        try:
            await trio.sleep_forever()
        finally:
            raise KeyError("body cleanup")


async def error_then_cancel():
    with trio.move_on_after(1):
        async with trio.open_nursery() as a:
            a.start_soon(trio.sleep_forever)
            try:
                await trio.sleep_forever()
            except trio.Cancelled as exc:
                raise ValueError("turned") from exc


async def base_exceptions():
    async with trio.open_nursery() as a:
        a.start_soon(fail, 1, SystemExit(3))
        a.start_soon(fail, 1, ValueError("with exit"))


async def raise_group():
    async with trio.open_nursery() as a:
        a.start_soon(fail, 1, ExceptionGroup("mine", [ValueError(1), ExceptionGroup("inner", [TypeError(2)])]))


async def split():
    try:
        await nested()
    except* ValueError as group:
        print("values")
        tree(group)
    except* KeyError as group:
        print("keys")
        raise RuntimeError("replaced") from group


async def starred():
    try:
        async with trio.open_nursery() as a:
            a.start_soon(fail, 1, ValueError(1))
            a.start_soon(fail, 1, TypeError(2))
            a.start_soon(fail, 2, KeyError(3))
    except* ValueError:
        print("value handled")
        raise
    except* TypeError as group:
        raise group.exceptions[0]


async def loose():
    async with trio.open_nursery(strict_exception_groups=False) as a:
        a.start_soon(fail, 1, ValueError("alone"))


async def loose_many():
    async with trio.open_nursery(strict_exception_groups=False) as a:
        a.start_soon(fail, 1, ValueError("one"))
        a.start_soon(fail, 1, ValueError("two"))


async def loose_nested():
    async with trio.open_nursery(strict_exception_groups=False) as a:
        async with trio.open_nursery() as b:
            b.start_soon(fail, 1, ValueError("strict inside"))


async def same_twice():
    error = ValueError("same")
    async with trio.open_nursery() as a:
        a.start_soon(fail, 1, error)
        a.start_soon(fail, 1, error)


async def handling():
    try:
        raise KeyError("handled")
    except KeyError:
        async with trio.open_nursery() as a:
            a.start_soon(fail, 1, ValueError("while handling"))


async def main():
    import warnings
    warnings.simplefilter("ignore")
    for fn in (nested, scoped, body_error_in_cleanup, error_then_cancel, base_exceptions, raise_group, split, starred, loose, loose_many, loose_nested, same_twice, handling):
        await attempt(fn.__name__, fn)


trio.run(main)
