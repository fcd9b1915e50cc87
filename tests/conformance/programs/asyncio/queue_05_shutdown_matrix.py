# Queue.shutdown, immediate or not, with getters, putters and joiners waiting; repr of queues in every state
import asyncio


def show(queue):
    text = repr(queue)
    return text[:text.index(" at ")] + text[text.index(" maxsize"):]


async def getter(n, queue):
    try:
        while True:
            item = await queue.get()
            print("  got", n, item)
            await asyncio.sleep(0.5)
            try:
                queue.task_done()
            except ValueError as e:
                print("  task_done", n, e)
    except asyncio.QueueShutDown as e:
        print("  getter", n, "QueueShutDown", repr(e), asyncio.get_running_loop().time())


async def putter(n, queue, items):
    try:
        for item in items:
            await queue.put(item)
            print("  put", n, item)
    except asyncio.QueueShutDown as e:
        print("  putter", n, "QueueShutDown", e.args, asyncio.get_running_loop().time())


async def joiner(queue):
    await queue.join()
    print("  joined", asyncio.get_running_loop().time())


async def main():
    for kind in (asyncio.Queue, asyncio.LifoQueue, asyncio.PriorityQueue):
        for immediate in (False, True):
            queue = kind(2)
            print(kind.__name__, immediate, show(queue))
            async with asyncio.TaskGroup() as group:
                group.create_task(putter(1, queue, [3, 1, 2, 5, 4]))
                group.create_task(putter(2, queue, [9, 8]))
                await asyncio.sleep(0)
                print(" ", show(queue))
                group.create_task(joiner(queue))
                group.create_task(getter(1, queue))
                await asyncio.sleep(0.2)
                print(" ", show(queue))
                await asyncio.sleep(0.4)
                queue.shutdown(immediate)
                print(" ", show(queue), queue.qsize(), queue.empty(), queue.full())
            for call in (lambda: queue.put_nowait(1), queue.get_nowait, queue.task_done, lambda: queue.shutdown(True)):
                try:
                    print(" ", call())
                except (asyncio.QueueShutDown, ValueError, asyncio.QueueEmpty) as e:
                    print(" ", type(e).__name__, e)
            await asyncio.wait_for(queue.join(), 1)
    queue = asyncio.Queue()
    waiting = [asyncio.create_task(getter(i, queue)) for i in range(3)]
    await asyncio.sleep(0)
    print(show(queue))
    waiting[0].cancel()
    queue.shutdown()
    print(await asyncio.gather(*waiting, return_exceptions=True))
    print(asyncio.Queue[int], issubclass(asyncio.QueueShutDown, Exception), asyncio.QueueFull.__mro__[1].__name__)


asyncio.run(main())
