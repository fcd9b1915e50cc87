# Pins down: contexts and causes: an error while cancelled has the Cancelled as context; raise from None hides it; groups keep both.
import trio


async def replaces(exc, cause):
    try:
        await trio.sleep_forever()
    except trio.Cancelled:
        match cause:
            case "implicit":
                raise exc
            case "none":
                raise exc from None
            case "explicit":
                raise exc from KeyError("root")


async def chained():
    try:
        raise ValueError("first")
    finally:
        await trio.sleep(1)


def describe(exc):
    context = type(exc.__context__).__name__
    cause = type(exc.__cause__).__name__
    return f"{exc!r} context={context} cause={cause} suppress={exc.__suppress_context__}"


async def main():
    for cause in ("implicit", "none", "explicit"):
        try:
            with trio.move_on_after(1) as scope:
                await replaces(OSError(cause), cause)
        except OSError as exc:
            print(describe(exc), "caught", scope.cancelled_caught)
    try:
        with trio.move_on_after(0.5) as scope:
            await chained()
    except ValueError as exc:
        print("not reached", exc)
    print("the scope swallowed the Cancelled that replaced ValueError:", scope.cancelled_caught)
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(replaces, OSError("child"), "implicit")
            try:
                raise LookupError("body")
            finally:
                await trio.sleep(0.5)
    except* (LookupError, OSError) as group:
        for exc in group.exceptions:
            print(describe(exc))
    try:
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(chained)
        except* ValueError as group:
            raise RuntimeError("wrapped") from group.exceptions[0]
    except* RuntimeError as group:
        print(describe(group.exceptions[0]))


trio.run(main)
