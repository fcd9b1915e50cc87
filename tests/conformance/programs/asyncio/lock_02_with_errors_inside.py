# Locks, semaphores and conditions are released when the block fails or is cancelled, also while waiting in cleanup
import asyncio
import time
from contextlib import suppress


def stamp(*words):
    print(f"{time.monotonic():.1f}", *words)


class Account:
    def __init__(self, balance):
        self.balance, self.lock = balance, asyncio.Lock()


async def transfer(a, b, amount, fail=None):
    async with a.lock, b.lock:
        stamp("transfer", amount, "begins")
        a.balance -= amount
        try:
            await asyncio.sleep(1)
            if fail:
                raise fail
            b.balance += amount
        except BaseException as e:
            a.balance += amount
            await asyncio.sleep(0.5)
            stamp("rolled back", amount, type(e).__name__)
            raise


async def main():
    a, b = Account(100), Account(50)
    tasks = [
        asyncio.create_task(transfer(a, b, 10)),
        asyncio.create_task(transfer(a, b, 20, ValueError("bad"))),
        asyncio.create_task(transfer(a, b, 30)),
        asyncio.create_task(transfer(a, b, 40)),
    ]
    await asyncio.sleep(3)
    tasks[2].cancel()
    tasks[3].cancel()
    print(await asyncio.gather(*tasks, return_exceptions=True))
    stamp(a.balance, b.balance, a.lock.locked(), b.lock.locked())
    semaphore = asyncio.Semaphore(1)
    for exc in (KeyError("k"), asyncio.CancelledError("c")):
        with suppress(KeyError, asyncio.CancelledError):
            async with semaphore:
                raise exc
        print("locked", semaphore.locked())

    async def deadlock(first, second):
        async with first.lock:
            await asyncio.sleep(0.1)
            async with second.lock:
                return "lucky"

    print(await asyncio.gather(*(asyncio.wait_for(deadlock(*pair), t) for pair, t in (((a, b), 1), ((b, a), 2))), return_exceptions=True))
    stamp(a.lock.locked(), b.lock.locked())


asyncio.run(main())
