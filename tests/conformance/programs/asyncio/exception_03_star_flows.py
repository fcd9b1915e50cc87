# except*: what matches, what is left, returns and loops around it, groups raised within, and the text of nested groups
import asyncio
import sys
import traceback


def show(exc, indent="    "):
    print(f"{indent}{type(exc).__name__}({exc.args[0] if exc.args else ''!r})",
          "cause", type(exc.__cause__).__name__, "context", type(exc.__context__).__name__, getattr(exc, "__notes__", None))
    for inner in getattr(exc, "exceptions", ()):
        show(inner, indent + "  ")


async def fail(error, delay=0):
    await asyncio.sleep(delay)
    raise error


async def group(*errors):
    async with asyncio.TaskGroup() as tg:
        for error in errors:
            tg.create_task(fail(error))


async def main():
    try:
        await group(ValueError("v"), TypeError("t"), KeyError("k"))
    except* (ValueError, KeyError) as eg:
        print("matched", eg.exceptions)
        show(eg)
    except* TypeError as eg:
        print("types", eg.exceptions)
    try:
        try:
            await group(ValueError("v"), OSError(2, "gone"))
        except* ValueError:
            raise LookupError("in handler")
    except BaseException as eg:
        show(eg)
    try:
        try:
            await group(ValueError("v"), OSError(2, "gone"))
        except* ValueError as eg:
            raise
    except BaseException as eg:
        show(eg)
    try:
        try:
            await group(ValueError("only"))
        except* ValueError as eg:
            raise RuntimeError("from") from eg
    except BaseException as eg:
        show(eg)
    try:
        try:
            raise ValueError("naked")
        except* ValueError as eg:
            print("wrapped", repr(eg))
            raise eg
    except ValueError as e:
        print("naked again", repr(e))
    except ExceptionGroup as e:
        print("group", repr(e))
    for turn in range(3):
        try:
            await group(ValueError(turn))
        except* ValueError as eg:
            print("turn", turn, eg.exceptions)
    try:
        async with asyncio.TaskGroup() as outer:
            outer.create_task(group(ValueError("deep"), KeyError("deeper")))
            outer.create_task(fail(OSError(5, "top")))
    except ExceptionGroup as eg:
        show(eg)
        print(eg.subgroup(ValueError), eg.split(OSError))
        print(eg.subgroup(lambda e: isinstance(e, KeyError)))
        derived = eg.derive([TypeError("new")])
        print(repr(derived), derived.message, str(eg))
        lines = traceback.format_exception_only(eg)
        print("".join(lines), end="")
    try:
        try:
            raise ExceptionGroup("empty match", [ValueError(1)])
        except* TypeError:
            print("never")
        else:
            print("never either")
        finally:
            print("finally")
    except ExceptionGroup as eg:
        print("unmatched", repr(eg))
    try:
        try:
            raise BaseExceptionGroup("base", [KeyboardInterrupt(), ValueError(1)])
        except* ValueError:
            print("value")
    except BaseExceptionGroup as eg:
        print(repr(eg))
    try:
        exec("try: pass\nexcept* ExceptionGroup: raise")
        try:
            raise ValueError
        except* ExceptionGroup:
            pass
    except TypeError as e:
        print("TypeError", e)


asyncio.run(main())
