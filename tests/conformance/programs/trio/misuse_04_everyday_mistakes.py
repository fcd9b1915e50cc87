# Everyday mistakes: a call that is not awaited, an event that is cleared, a queue's methods on a channel.
import gc
import warnings

import trio
import trio.testing


async def attempt(label, fn):
    try:
        result = fn()
        print(label, type(result).__name__)
    except BaseException as error:
        print(label, type(error).__name__, error)


async def main():
    event, lock, sem = trio.Event(), trio.Lock(), trio.Semaphore(1)
    send, receive = trio.open_memory_channel(1)
    await attempt("clear", lambda: event.clear())
    await attempt("put", lambda: send.put(1))
    await attempt("get", lambda: receive.get())
    await attempt("qsize", lambda: len(receive))
    await attempt("locked", lambda: sem.locked())
    await attempt("cancel", lambda: trio.lowlevel.current_task().cancel())
    await attempt("result", lambda: trio.lowlevel.current_task().result())
    await attempt("gather", lambda: trio.gather)
    await attempt("create_task", lambda: trio.create_task)
    await attempt("Queue", lambda: trio.Queue)
    await attempt("timeout", lambda: trio.timeout)
    await attempt("TimeoutError", lambda: trio.TimeoutError)
    await attempt("lowlevel", lambda: trio.lowlevel.nothing)
    await attempt("testing", lambda: trio.testing.nothing)
    await attempt("scope", lambda: trio.CancelScope().cancel_caught)
    async with trio.open_nursery() as nursery:
        await attempt("spawn", lambda: nursery.spawn(main))
        await attempt("create_task", lambda: nursery.create_task(main))
        await attempt("cancel", lambda: nursery.cancel())
        await attempt("typo", lambda: nursery.start_son(main))
        await attempt("typo", lambda: nursery.cancel_scop)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        trio.sleep(0)
        gc.collect()
    print([str(w.message) for w in caught])
    for thing in (event, lock, sem, send, nursery, trio.CancelScope(), 3):
        try:
            await thing
        except TypeError as error:
            print(error)
    for thing in (event, sem, trio.CancelScope(), trio.move_on_after(1), trio.open_nursery()):
        try:
            async with thing:
                print("entered")
        except (TypeError, AttributeError, RuntimeError) as error:
            print(type(error).__name__, error)
    for thing in (event, lock, sem, trio.open_nursery(), send, trio.Condition()):
        try:
            with thing:
                print("entered")
        except (TypeError, AttributeError, RuntimeError) as error:
            print(type(error).__name__, error)
    for act in (lambda: event < event, lambda: lock + 1, lambda: send[0], lambda: iter(receive), lambda: nursery(), lambda: -sem, lambda: len(lock)):
        try:
            act()
        except TypeError as error:
            print(error)


trio.run(main)
