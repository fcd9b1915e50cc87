# pins: anyio.itertools: values over plain and async iterables, checkpoints, cancellation in the middle, errors
import anyio
from anyio import itertools

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


async def numbers(n):
    for i in range(n):
        await anyio.sleep(0.1)
        yield i


async def collect(iterable):
    return [item async for item in iterable]


async def odd(n):
    return n % 2


async def add(x, y):
    return x + y


async def main():
    for name, iterable in {
        "accumulate": itertools.accumulate(numbers(4)),
        "accumulate initial": itertools.accumulate([1, 2], add, initial=10),
        "batched": itertools.batched(numbers(5), 2),
        "chain": itertools.chain("ab", numbers(2), []),
        "from_iterable": itertools.chain.from_iterable([[1], [2, 3]]),
        "combinations": itertools.combinations("abc", 2),
        "with_replacement": itertools.combinations_with_replacement("ab", 2),
        "compress": itertools.compress("abcd", [1, 0, 1]),
        "count": itertools.islice(itertools.count(5, 5), 3),
        "cycle": itertools.islice(itertools.cycle("ab"), 5),
        "dropwhile": itertools.dropwhile(odd, [1, 3, 4, 5]),
        "takewhile": itertools.takewhile(odd, [1, 3, 4, 5]),
        "filterfalse": itertools.filterfalse(odd, numbers(5)),
        "groupby": itertools.groupby([1, 3, 2, 4, 5], odd),
        "islice": itertools.islice(numbers(9), 1, 8, 3),
        "pairwise": itertools.pairwise("abc"),
        "permutations": itertools.permutations("abc", 2),
        "product": itertools.product("ab", [1, 2]),
        "repeat": itertools.repeat("x", 2),
        "starmap": itertools.starmap(add, [(1, 2), (3, 4)]),
        "zip_longest": itertools.zip_longest("abc", numbers(2), fillvalue="-"),
        "empty": itertools.pairwise([]),
    }.items():
        log(f"{name}: {await collect(iterable)}")

    first, second = itertools.tee(numbers(3))
    async with anyio.create_task_group() as tg:
        async def read(name, iterator):
            async for item in iterator:
                log(f"{name} {item}")

        tg.start_soon(read, "first", first)
        tg.start_soon(read, "second", second)

    with anyio.move_on_after(0.25) as scope:
        async for n in numbers(9):
            log(n)
    log(f"cancelled in the middle: {scope.cancelled_caught}")
    with anyio.CancelScope() as scope:
        scope.cancel()
        async for n in itertools.count():
            log("not reached")
    log(f"a checkpoint each: {scope.cancelled_caught}")
    for attempt in (lambda: itertools.batched([1], 0), lambda: itertools.batched([1], 2, strict=True), lambda: itertools.islice([1]), lambda: itertools.islice([1], -1), lambda: itertools.repeat(1, "x")):
        try:
            await collect(attempt())
        except (ValueError, TypeError) as error:
            log(f"{type(error).__name__}: {error}")


anyio.run(main, backend=BACKEND)
