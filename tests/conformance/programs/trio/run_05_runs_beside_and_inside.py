# Runs beside and inside each other: one after the other, in worker threads, after failures; what each keeps for itself.
import threading
import time

import trio
import trio.lowlevel

var = trio.lowlevel.RunVar("var", default="fresh")


async def inner(label, seconds):
    print(label, "sees", var.get(), trio.current_time())
    var.set(label)
    await trio.sleep(seconds)
    print(label, "ends at", trio.current_time())
    return label.upper()


async def threads():
    var.set("outer")
    print(await trio.to_thread.run_sync(trio.run, inner, "in thread", 2))
    print(var.get())
    try:
        await trio.to_thread.run_sync(trio.run, fails)
    except BaseException as error:
        print(type(error).__name__, error)


async def fails():
    await trio.sleep(1)
    raise ValueError("inner run failed")


async def main():
    token = trio.lowlevel.current_trio_token()
    results = []

    def from_outside():
        results.append(trio.from_thread.run_sync(trio.current_time, trio_token=token))
        results.append(trio.from_thread.run(inner, "called in", 1, trio_token=token))

    thread = threading.Thread(target=from_outside)
    thread.start()
    await trio.sleep(3)
    print(results, thread.is_alive())

    done = trio.Event()

    def work():
        time.sleep(1)
        return 7

    def deliver(outcome):
        token.run_sync_soon(done.set)
        results.append(outcome.unwrap())

    trio.lowlevel.start_thread_soon(work, deliver)
    await done.wait()
    print(results[-1], trio.current_time())
    return token


print(trio.run(inner, "first", 1))
print(trio.run(inner, "second", 1))
trio.run(threads)
token = trio.run(main)
try:
    token.run_sync_soon(print, "never")
except trio.RunFinishedError as error:
    print(type(error).__name__, error)
try:
    trio.from_thread.run(inner, "late", 1, trio_token=token)
except trio.RunFinishedError as error:
    print(type(error).__name__, error)
try:
    trio.run(fails)
except ValueError as error:
    print(error, error.__context__, error.__cause__)
