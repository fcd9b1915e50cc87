# Threads are named after the function and the task, are daemons, and get their own name back when idle; the latest idle one is taken.
import functools
import threading

import trio


def who():
    thread = threading.current_thread()
    return thread.name, thread.daemon, thread is threading.main_thread(), thread.is_alive()


class Callable:
    def __call__(self):
        return who()



async def worker(results, label, name):
    results.append((label, await trio.to_thread.run_sync(who, thread_name=name)))


async def main():
    print(await trio.to_thread.run_sync(who))
    print(await trio.to_thread.run_sync(who, thread_name="mine"))
    print(await trio.to_thread.run_sync(functools.partial(who)))
    print(await trio.to_thread.run_sync(lambda: who()))
    print(await trio.to_thread.run_sync(Callable()))
    print(threading.current_thread().name, threading.current_thread() is threading.main_thread())

    kept = await trio.to_thread.run_sync(threading.current_thread)
    print(kept.name, kept.daemon, kept.is_alive())
    again = await trio.to_thread.run_sync(threading.current_thread)
    print("the same thread again:", again is kept)

    results = []
    async with trio.open_nursery() as nursery:
        nursery.start_soon(worker, results, "a", "first")
        nursery.start_soon(worker, results, "b", "second")
    for result in results:
        print(*result)

    idents = set()

    def remember():
        idents.add(threading.get_ident())

    async with trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(trio.to_thread.run_sync, remember)
    print("idents differ from the main thread's:", threading.get_ident() not in idents, len(idents) >= 1)

    local = threading.local()
    local.value = "main"

    def look():
        seen = getattr(local, "value", None)
        local.value = "thread"
        return seen

    print(await trio.to_thread.run_sync(look), local.value)


trio.run(main)
