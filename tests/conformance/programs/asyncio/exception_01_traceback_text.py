# traceback.format_exc, print_exception and notes on stdout, with frames of the program itself
import asyncio
import io
import sys
import traceback


async def low(n):
    await asyncio.sleep(0)
    if n == 0:
        raise ValueError("at the bottom")
    await low(n - 1)


async def middle():
    try:
        await low(1)
    except ValueError as e:
        e.add_note("seen in middle")
        raise LookupError("translated") from e


def own_lines(text):
    return [line for line in text.splitlines() if not line.startswith("    ")]


async def main():
    try:
        await middle()
    except LookupError:
        print(*own_lines(traceback.format_exc()), sep="\n")
    try:
        await low(0)
    except ValueError as e:
        print(*own_lines("".join(traceback.format_exception(e))), sep="\n")
        print(traceback.format_exception_only(e), [f.name for f in traceback.extract_tb(e.__traceback__)])
        print(sys.exc_info()[0].__name__, sys.exception() is e)
        buffer = io.StringIO()
        traceback.print_exc(file=buffer, limit=1)
        print(len(buffer.getvalue().splitlines()) > 1)
    print(sys.exception())


asyncio.run(main())
