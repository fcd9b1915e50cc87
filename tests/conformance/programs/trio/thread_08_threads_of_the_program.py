# threading.Thread beside trio: it goes on while tasks wait, talks to the loop by its token, and is joined in a thread.
import queue
import threading
import time

import trio


def note(*words):
    print(f"{time.monotonic():.2f}", *words)


def producer(token, send):
    for n in range(3):
        time.sleep(0.4)
        trio.from_thread.run(send.send, n, trio_token=token)
    trio.from_thread.run_sync(send.close, trio_token=token)
    note("producer", threading.current_thread().name, "is done")


def failing():
    time.sleep(0.1)
    note("a thread fails quietly here")


async def main():
    token = trio.lowlevel.current_trio_token()
    send, receive = trio.open_memory_channel(0)
    thread = threading.Thread(target=producer, args=(token, send), name="producer")
    print(thread.is_alive(), thread.name)
    thread.start()
    print(thread.is_alive())
    async for value in receive:
        note("received", value)
    await trio.to_thread.run_sync(thread.join)
    print(thread.is_alive())

    box = queue.Queue()
    threading.Thread(target=lambda: (time.sleep(0.5), box.put("late"))).start()
    note(await trio.to_thread.run_sync(box.get))

    delivered = trio.Event()
    outcomes = []

    def deliver(outcome):
        outcomes.append(outcome)
        token.run_sync_soon(delivered.set)

    trio.lowlevel.start_thread_soon(lambda: time.sleep(0.2) or 42, deliver)
    await delivered.wait()
    note(outcomes)

    try:
        thread.start()
    except RuntimeError as error:
        print(error)
    other = threading.Thread(target=failing)
    try:
        other.join()
    except RuntimeError as error:
        print(error)
    other.start()
    await trio.to_thread.run_sync(other.join)
    note("joined")


trio.run(main)
print("after the run")
