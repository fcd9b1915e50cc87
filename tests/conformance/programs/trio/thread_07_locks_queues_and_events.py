# What blocks in a thread (locks, events, queues, conditions, barriers, joins) lets the loop and the other threads go on.
import queue
import threading
import time

import trio

lock = threading.Lock()
log = []


def note(*words):
    print(f"{time.monotonic():.2f}", *words)


def hold(name, seconds):
    with lock:
        note(name, "has the lock")
        time.sleep(seconds)
    note(name, "gave it back")


def consumer(jobs, results):
    while True:
        job = jobs.get()
        if job is None:
            jobs.task_done()
            return
        time.sleep(0.3)
        results.append(job * job)
        jobs.task_done()


def wait_event(event, name):
    note(name, "event came:", event.wait())


def try_get(jobs):
    try:
        jobs.get(block=False)
    except queue.Empty:
        note("nothing there")


def meet(barrier, name, seconds):
    time.sleep(seconds)
    barrier.wait()
    note(name, "passed the barrier")


def wait_condition(condition, box):
    with condition:
        while not box:
            condition.wait()
        note("condition gave", box.pop())


def give(condition, box):
    time.sleep(0.7)
    with condition:
        box.append("a box")
        condition.notify()


async def ticks():
    for _ in range(4):
        await trio.sleep(0.25)
        note("tick")


async def main():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(ticks)
        nursery.start_soon(trio.to_thread.run_sync, hold, "one", 0.4)
        nursery.start_soon(trio.to_thread.run_sync, hold, "two", 0.2)

    jobs, results = queue.Queue(), []
    for n in range(4):
        jobs.put(n)
    jobs.put(None)
    jobs.put(None)
    async with trio.open_nursery() as nursery:
        for _ in range(2):
            nursery.start_soon(trio.to_thread.run_sync, consumer, jobs, results)
        nursery.start_soon(trio.to_thread.run_sync, jobs.join)
    note("squares", sorted(results))
    await trio.to_thread.run_sync(try_get, jobs)

    event = threading.Event()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(trio.to_thread.run_sync, wait_event, event, "early")
        await trio.sleep(0.6)
        event.set()

    barrier = threading.Barrier(2)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(trio.to_thread.run_sync, meet, barrier, "short", 0.1)
        nursery.start_soon(trio.to_thread.run_sync, meet, barrier, "long", 0.9)

    condition, box = threading.Condition(), []
    async with trio.open_nursery() as nursery:
        nursery.start_soon(trio.to_thread.run_sync, wait_condition, condition, box)
        nursery.start_soon(trio.to_thread.run_sync, give, condition, box)


trio.run(main)
