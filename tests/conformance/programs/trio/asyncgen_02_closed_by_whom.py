# Async generators that nobody finished: who closes them, when, with which warning; aclose inside and outside scopes.
import gc
import warnings

import trio


async def agen(label, cleanup=0.0):
    try:
        yield 1
        yield 2
    except BaseException as error:
        print(label, "sees", type(error).__name__, trio.current_time())
        raise
    finally:
        try:
            await trio.sleep(cleanup)
        except BaseException as error:
            print(label, "cleanup", type(error).__name__)
        print(label, "closed", trio.current_time())


async def agen_plain(label):
    try:
        yield 1
    finally:
        print(label, "closed without waiting")


async def main():
    print("aclosed by hand")
    one = agen("one", 1)
    print(await one.__anext__())
    await one.aclose()
    print("broken out of")
    async for item in agen("two", 1):
        break
    gc.collect()
    await trio.sleep(1)
    print("plain")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        async for item in agen_plain("three"):
            break
        gc.collect()
        await trio.sleep(1)
    print([w.category.__name__ for w in caught])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        async for item in agen("four"):
            break
        gc.collect()
        await trio.sleep(1)
    for w in caught:
        print(w.category.__name__, w.message)
    print("never started")
    five = agen("five")
    del five
    print("in a cancelled scope")
    with trio.CancelScope() as scope:
        six = agen("six")
        await six.__anext__()
        scope.cancel()
        await six.aclose()
    print(scope.cancelled_caught)
    print("thrown into")
    seven = agen("seven")
    await seven.__anext__()
    try:
        await seven.athrow(KeyError("thrown"))
    except KeyError as error:
        print(repr(error))
    print("asend", await (eight := agen("eight")).asend(None))
    try:
        await eight.asend("x")
        await eight.asend("y")
    except StopAsyncIteration as error:
        print(repr(error))
    print("left to the end")
    global nine
    nine = agen("nine", 1)
    await nine.__anext__()


warnings.simplefilter("ignore")
trio.run(main)
print("after run")
try:
    trio.run(nine.__anext__)
except BaseException as error:
    print(type(error).__name__, error)
