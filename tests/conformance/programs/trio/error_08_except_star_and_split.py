# except* around nurseries: what remains, what is raised anew, how it is shown.
import traceback

import trio


def tree(error, depth=0):
    print("  " * depth + type(error).__name__, getattr(error, "message", error), "| cause", type(error.__cause__).__name__, "| context", type(error.__context__).__name__, "|", error.__suppress_context__)
    for member in getattr(error, "exceptions", ()):
        tree(member, depth + 1)


async def fail(error, after=0):
    await trio.sleep(after)
    raise error


async def several(*errors):
    async with trio.open_nursery() as nursery:
        for error in errors:
            nursery.start_soon(fail, error)


async def main():
    try:
        try:
            await several(ValueError(1), TypeError(2), KeyError(3))
        except* ValueError as group:
            print("one")
            tree(group)
            raise
        except* TypeError as group:
            print("two")
            raise RuntimeError("instead") from group
        except* OSError:
            print("never")
    except BaseExceptionGroup as error:
        tree(error)
    try:
        try:
            await several(ValueError(1), TypeError(2))
        except* (ValueError, TypeError) as group:
            raise KeyError("all handled, one new")
    except BaseException as error:
        tree(error)
    try:
        try:
            raise ValueError("naked")
        except* ValueError as group:
            tree(group)
            raise
    except BaseException as error:
        tree(error)
    try:
        await several(ExceptionGroup("own", [ValueError(1), TypeError(2)]), OSError(3))
    except* ValueError as group:
        tree(group)
    except* (TypeError, OSError) as group:
        tree(group)
    try:
        async with trio.open_nursery() as outer:
            try:
                async with trio.open_nursery() as inner:
                    inner.start_soon(fail, ValueError("inner"), 1)
                    outer.start_soon(fail, TypeError("outer"), 1)
            except* ValueError as group:
                print("inner handled")
                tree(group)
    except* TypeError as group:
        print("outer handled")
        tree(group)
    group = ExceptionGroup("g", [ValueError(1), ExceptionGroup("h", [TypeError(2), ValueError(3)])])
    group.add_note("a note")
    match, rest = group.split(ValueError)
    tree(match)
    tree(rest)
    print(match.__notes__, rest.__notes__, group.subgroup(TypeError).__notes__)
    tree(group.subgroup(lambda e: isinstance(e, TypeError)))
    print(group.split(OSError)[0], group.subgroup(KeyError), group.split(ExceptionGroup)[0] is group)
    try:
        try:
            raise KeyError("context")
        except KeyError:
            raise group from OSError("cause")
    except ExceptionGroup as error:
        match, rest = error.split(TypeError)
        tree(match)
    try:
        await several(ValueError("printed"))
    except ExceptionGroup as error:
        print("".join(traceback.format_exception_only(error)))
    with trio.CancelScope() as scope:
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(trio.sleep_forever)
                nursery.start_soon(fail, ValueError("beside"))
                await trio.sleep(0.5)
                scope.cancel()
                await trio.sleep_forever()
        except* trio.Cancelled as group:
            tree(group)
            raise
        except* ValueError as group:
            print("value", len(group.exceptions))
    print(scope.cancelled_caught)


trio.run(main)
