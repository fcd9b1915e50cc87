# pins: anyio.functools: lru_cache and cache with concurrent callers, limits, ttl, errors, methods; reduce
import anyio
from anyio.functools import cache, lru_cache, reduce

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


@cache
async def slow(n):
    log(f"computing {n}")
    await anyio.sleep(1)
    if n < 0:
        raise ValueError(n)
    return n * n


@lru_cache(maxsize=2, ttl=3)
async def small(n, *, factor=1):
    log(f"small {n}")
    return n * factor


@lru_cache(typed=True, always_checkpoint=True)
async def typed(n):
    return type(n).__name__


class Api:
    @lru_cache
    async def get(self, key):
        log(f"get {key}")
        return key.upper()


@lru_cache(maxsize=0)
async def never(n):
    log("never cached")
    return n


async def main():
    async with anyio.create_task_group() as tg:
        for n in (2, 3, 2, 2):
            async def call(n=n):
                log(f"{n} -> {await slow(n)}")

            tg.start_soon(call)
    log(f"{slow.cache_info()} {slow.cache_parameters()} {slow.__name__}")
    for _ in range(2):
        try:
            await slow(-1)
        except ValueError as error:
            log(repr(error))
    slow.cache_clear()
    log(slow.cache_info())
    for n in (1, 2, 1, 3, 2, 1):
        await small(n)
    log(small.cache_info())
    await anyio.sleep(4)
    log(await small(1, factor=5))
    log(await small(1))
    log(f"{await typed(1)} {await typed(1.0)} {await typed(True)} {typed.cache_info()}")
    api = Api()
    log(f"{await api.get('a')} {await api.get('a')} {api.get.cache_info().hits}")
    await never(1)
    await never(1)
    log(never.cache_info())

    async def add(x, y):
        await anyio.sleep(0.1)
        return x + y

    async def numbers():
        for n in range(4):
            yield n

    log(await reduce(add, [1, 2, 3]))
    log(await reduce(add, numbers(), 10))
    log(await reduce(add, [], "initial"))
    for bad in ([], 3):
        try:
            await reduce(add, bad)
        except TypeError as error:
            log(error)


anyio.run(main, backend=BACKEND)
