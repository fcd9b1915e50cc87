# StreamReader fed by hand: what each read waits for, separators, limits, the end of the stream, errors and two readers
import asyncio


async def feed(reader, pieces, delay=1):
    for piece in pieces:
        await asyncio.sleep(delay)
        if piece is None:
            reader.feed_eof()
        elif isinstance(piece, Exception):
            reader.set_exception(piece)
        else:
            reader.feed_data(piece)


async def attempt(title, make):
    loop = asyncio.get_running_loop()
    try:
        print(title, await make(), loop.time())
    except BaseException as e:
        extra = {k: v for k, v in vars(e).items() if k in ("partial", "expected", "consumed")}
        print(title, type(e).__name__, e, extra, loop.time())


async def main():
    reader = asyncio.StreamReader()
    print(reader, reader.at_eof(), reader.exception())
    feeder = asyncio.create_task(feed(reader, [b"one\ntw", b"o\nthree", b"", b"\nrest", None]))
    await attempt("readline", reader.readline)
    await attempt("readline", reader.readline)
    await attempt("read(3)", lambda: reader.read(3))
    await attempt("readexactly(5)", lambda: reader.readexactly(5))
    await attempt("readexactly(9)", lambda: reader.readexactly(9))
    print(reader, reader.at_eof())
    await attempt("read at the end", reader.read)
    await attempt("readline at the end", reader.readline)
    await attempt("readexactly(-1)", lambda: reader.readexactly(-1))
    try:
        reader.feed_data(b"late")
    except AssertionError as e:
        print("AssertionError", e)
    await feeder

    reader = asyncio.StreamReader(limit=8)
    reader.feed_data(b"0123456789\nshort\n")
    print(reader)
    await attempt("long line", reader.readline)
    await attempt("next line", reader.readline)
    reader.feed_data(b"0123456789abc")
    await attempt("no separator", lambda: reader.readuntil(b"||"))
    await attempt("no newline", reader.readline)
    print(reader)
    reader.feed_data(b"a;b,c||d")
    await attempt("tuple", lambda: reader.readuntil((b"||", b",", b";")))
    await attempt("tuple", lambda: reader.readuntil((b"||", b",")))
    await attempt("two bytes", lambda: reader.readuntil(b"||"))
    for wrong in (b"", ()):
        await attempt("wrong", lambda: reader.readuntil(wrong))
    first = asyncio.create_task(attempt("first reader", reader.readline))
    await asyncio.sleep(0)
    await attempt("second reader", reader.read)
    await attempt("third reader", lambda: reader.read(4))
    print(str(reader)[:40])
    feeder = asyncio.create_task(feed(reader, [OSError("broken")]))
    await first
    await attempt("after the error", reader.readline)
    print(reader)

    reader = asyncio.StreamReader()
    feeder = asyncio.create_task(feed(reader, [b"a\nb", b"\nc\n", b"tail", None], 0.5))
    async for line in reader:
        print("line", line, asyncio.get_running_loop().time())
    await feeder
    reader = asyncio.StreamReader()
    await attempt("timeout", lambda: asyncio.wait_for(reader.read(1), 1))
    reader.feed_data(b"kept")
    reader.feed_eof()
    await attempt("everything", reader.read)
    try:
        asyncio.StreamReader(limit=0)
    except ValueError as e:
        print(e)


asyncio.run(main())
