# Handles: repr in every state, comparison of timers, when, cancel twice, callbacks with keywords and bound methods
import asyncio
import functools


class Thing:
    def method(self, *args):
        print("  method", args)

    def __repr__(self):
        return "<Thing>"


def plain(*args):
    print("  plain", args)


def strip(handle):
    text = repr(handle)
    import re
    return re.sub(r"0x[0-9a-f]+", "0x", re.sub(r"/[^ ]*/", "", text))


async def main():
    loop = asyncio.get_running_loop()
    thing = Thing()
    h = loop.call_soon(plain, 1, "two")
    print(strip(h), h.cancelled())
    h2 = loop.call_soon(thing.method, [1])
    print(strip(h2))
    h3 = loop.call_soon(functools.partial(plain, 1), 2)
    print(strip(h3))
    h4 = loop.call_soon(lambda: None)
    h4.cancel()
    print(strip(h4), h4.cancelled())
    h4.cancel()
    await asyncio.sleep(0)
    print(strip(h))
    t1, t2, t3 = loop.call_later(1, plain, 1), loop.call_at(loop.time() + 2, plain, 2), loop.call_later(1, plain, 3)
    print(strip(t1), t1.when(), t2.when(), t1 < t2, t1 <= t3, t2 > t3, t1 == t3, t1 == t1, t1 >= t3)
    print(t1 == 1, isinstance(t1, asyncio.Handle), hash(t1) == hash(t1.when()))
    t2.cancel()
    print(strip(t2), t2.cancelled(), t2.when())
    await asyncio.sleep(3)
    print(strip(t1), strip(t3))
    for bad in (lambda: loop.call_later(None, plain), lambda: loop.call_later("1", plain), lambda: loop.call_at(None, plain)):
        try:
            print(bad())
        except TypeError as e:
            print("TypeError", e)
    loop.call_soon(print, "  printed", "by a builtin")
    loop.call_soon(thing.method)
    await asyncio.sleep(0)
    loop.set_debug(True)
    for bad in (lambda: loop.call_soon(main), lambda: loop.call_soon(42), lambda: loop.call_later(1, None), lambda: loop.call_at(1, main)):
        try:
            print(bad())
        except TypeError as e:
            print("TypeError", str(e).split("<")[0])
    h = loop.call_soon(plain, "debug")
    print(strip(h).split(" created at")[0])
    h.cancel()
    print(strip(h).split(" created at")[0])


asyncio.run(main())
