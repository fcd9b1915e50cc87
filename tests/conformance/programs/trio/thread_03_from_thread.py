# Pins down: from_thread.run and run_sync call back into the loop, carry errors both ways, and hear of the cancel.
import time

import trio


async def service(n):
    await trio.sleep(n)
    if n > 1:
        raise LookupError(f"no {n}")
    return f"served {n} at {trio.current_time():.1f}"


def worker():
    print(trio.from_thread.run(service, 1))
    try:
        trio.from_thread.run(service, 2)
    except LookupError as exc:
        print(f"{time.monotonic():.1f} in the thread: {exc!r}")
    print("run_sync:", trio.from_thread.run_sync(trio.current_time))
    return "done"


def patient():
    for i in range(10):
        try:
            trio.from_thread.check_cancelled()
        except trio.Cancelled:
            print(f"{time.monotonic():.1f} thread noticed after {i} rounds")
            raise
        time.sleep(0.4)


def calls_sleep():
    try:
        trio.from_thread.run(trio.sleep, 60)
    except trio.Cancelled:
        print(f"{time.monotonic():.1f} sleep in the loop cancelled")
        raise


async def main():
    print(await trio.to_thread.run_sync(worker))
    for job in (patient, calls_sleep):
        with trio.move_on_after(1) as scope:
            await trio.to_thread.run_sync(job)
        print(f"{trio.current_time():.1f} {job.__name__} caught {scope.cancelled_caught}")
    try:
        trio.from_thread.run_sync(print)
    except RuntimeError as exc:
        print("RuntimeError:", exc)


trio.run(main)
try:
    trio.from_thread.run_sync(print)
except RuntimeError as exc:
    print("RuntimeError:", exc)
