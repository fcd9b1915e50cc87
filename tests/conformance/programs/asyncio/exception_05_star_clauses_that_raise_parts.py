# `except*` clauses that raise what was in the group: it is new, and leaves beside what no clause has taken
import asyncio


async def fails(error, delay=0.1):
    await asyncio.sleep(delay)
    raise error


async def group_of(*errors):
    async with asyncio.TaskGroup() as group:
        for error in errors:
            group.create_task(fails(error))


def show(error, depth=1):
    context, cause = (other and type(other).__name__ for other in (error.__context__, error.__cause__))
    print("  " * depth, repr(error), "context", context, "cause", cause, error.__suppress_context__)
    for part in getattr(error, "exceptions", ()):
        show(part, depth + 1)


async def the_first(*errors):
    try:
        await group_of(*errors)
    except* ValueError as group:
        raise group.exceptions[0]


async def the_first_alone(*errors):
    try:
        await group_of(*errors)
    except* ValueError as group:
        raise group.exceptions[0] from None


async def the_group(*errors):
    try:
        await group_of(*errors)
    except* ValueError as group:
        raise group


async def again(*errors):
    try:
        await group_of(*errors)
    except* ValueError:
        raise


async def by_a_function(*errors):
    def rethrow(error):
        raise error

    try:
        await group_of(*errors)
    except* ValueError as group:
        await asyncio.sleep(0.1)
        rethrow(group.exceptions[-1])


async def another(*errors):
    try:
        await group_of(*errors)
    except* ValueError as group:
        raise RuntimeError("instead") from group.exceptions[0]


async def both(*errors):
    try:
        await group_of(*errors)
    except* ValueError as group:
        raise group.exceptions[0]
    except* KeyError:
        raise
    except* OSError as group:
        raise LookupError("new") from group


async def within(*errors):
    try:
        await group_of(*errors)
    except* ValueError as group:
        try:
            raise group.exceptions[0]
        except ValueError as error:
            print("   caught within", repr(error))


async def unwrapped(*errors):
    for attempt in range(2):
        try:
            try:
                await group_of(*errors)
            except* ValueError as group:
                if attempt:
                    raise group.exceptions[0]
        except Exception as error:
            print("   attempt", attempt, repr(error))


async def main():
    ways = (the_first, the_first_alone, the_group, again, by_a_function, another, both, within, unwrapped)
    for way in ways:
        print(way.__name__)
        for errors in (
            [ValueError(1)],
            [ValueError(1), KeyError(2)],
            [ValueError(1), ValueError(2), OSError(3), TypeError(4)],
            [ExceptionGroup("inner", [ValueError(1), KeyError(2)]), ValueError(3)],
        ):
            try:
                await way(*errors)
            except Exception as error:
                show(error)
            else:
                print("   nothing")


asyncio.run(main())
