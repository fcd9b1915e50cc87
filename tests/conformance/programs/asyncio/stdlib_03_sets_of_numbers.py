# a set of numbers is walked, printed, copied and popped in the order of its hash table, which depends on nothing but the numbers
import asyncio


async def square(n):
    await asyncio.sleep(n / 10)
    return n * n


async def main():
    tasks = [asyncio.create_task(square(n)) for n in range(12)]
    done, pending = await asyncio.wait(tasks)
    print({task.result() for task in done}, len(pending))
    ready = set()
    for number in (50, 8, 16, 0, 24):
        ready.add(number)
        print(ready)
    print(set([9, 1]), set([1, 9]), set([7, 15, 4]), {2.5, -1, 3}, {None, True, 7}, {(1, 2), (0, 1)})
    print(frozenset([9, 8, 1]), [*map(str, frozenset([9, 8, 1]))], list(frozenset([9, 8, 1])), tuple({33, 2, 1}))
    todo = {5, 3, 8, 1}
    while todo:
        print("next", todo.pop(), "of", sorted(todo))
    try:
        todo.pop()
    except KeyError as e:
        print(e)
    print(", ".join(str(n) for n in {40, 3, 20}), max({40, 3, 20}), {1: "a", 2: "b"}.keys() | {0})
    try:
        for number in ready:
            ready.discard(number)
    except RuntimeError as e:
        print(e)
    async with asyncio.TaskGroup() as group:
        ports = {8443, 8080, 443}
        for port in ports:
            group.create_task(square(port % 7), name=f"port {port}")
        print([task.get_name() for task in sorted(group._tasks, key=lambda task: task.get_name())])
    first, *others = ports
    print(ports, iter(ports).__length_hint__(), {frozenset({3, 1}): "x"})


asyncio.run(main())
