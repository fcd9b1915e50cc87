# What is defined inside a worker's function is called as if nothing had been done to it
import threading

import anyio
from anyio import from_thread, to_thread

BACKEND = "asyncio"


class Worker:
    def work(self, number):
        def inner():
            return [each.__qualname__ for each in (inner, Local, Local.method, lambda: None)]

        class Local:
            def method(self):
                pass

        return number, inner(), Local.__name__, threading.current_thread() is threading.main_thread()

    def __call__(self):
        return (lambda: self.work(2))()


def wrong():
    def plain():
        return 1

    try:
        from_thread.run(plain)
    except TypeError as error:
        return str(error).replace("can't be used", "cannot be used")


async def main():
    print(await to_thread.run_sync(Worker().work, 1))
    print(await to_thread.run_sync(Worker()))
    print(await to_thread.run_sync(lambda: (lambda: 0).__qualname__))
    for function in [lambda: "first", lambda: "second", lambda: (lambda: "third")()]:
        print(await to_thread.run_sync(function))
    print(await to_thread.run_sync(wrong))
    limiter = anyio.CapacityLimiter(1)
    limiter.acquire_on_behalf_of_nowait("somebody")
    with anyio.move_on_after(1) as scope:
        # It never gets a thread.
        await to_thread.run_sync(print, "never", limiter=limiter)
    print(anyio.current_time(), scope.cancelled_caught, limiter.statistics().tasks_waiting)


anyio.run(main, backend=BACKEND)
