# Future: results, exceptions, the errors of misuse, StopIteration, and callbacks that come a turn later
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    print(future, future.done(), future.cancelled())
    for ask in (future.result, future.exception):
        try:
            ask()
        except asyncio.InvalidStateError as e:
            print("InvalidStateError:", e)
    future.set_result("value")
    print(future, future.result(), future.exception())
    for again in (lambda: future.set_result(2), lambda: future.set_exception(ValueError())):
        try:
            again()
        except asyncio.InvalidStateError as e:
            print("InvalidStateError:", e)
    print("cancel ->", future.cancel(), await future, await future)

    future = loop.create_future()
    future.set_exception(KeyError("k"))
    print(future, repr(future.exception()))
    for _ in range(2):
        try:
            await future
        except KeyError as e:
            print("KeyError", e)

    future = loop.create_future()
    try:
        future.set_exception(StopIteration("nope"))
        await future
    except RuntimeError as e:
        print(repr(e), "cause", repr(e.__cause__))
    future = loop.create_future()
    future.set_exception(IndexError)
    print(repr(future.exception()))
    try:
        loop.create_future().set_exception("text")
    except TypeError as e:
        print("TypeError:", e)

    future = loop.create_future()
    log = []
    future.add_done_callback(lambda f: log.append(("cb", f.cancelled())))
    print("cancel ->", future.cancel("why"), future.cancelled(), log)
    await asyncio.sleep(0)
    print(log, future)
    try:
        await future
    except asyncio.CancelledError as e:
        print(repr(e))

    future = loop.create_future()
    loop.call_later(1, future.set_result, "later")
    print(await future, loop.time(), future.get_loop() is loop, asyncio.isfuture(future), asyncio.isfuture(1))


asyncio.run(main())
