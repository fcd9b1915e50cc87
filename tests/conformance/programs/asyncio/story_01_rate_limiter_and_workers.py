# A crawler: bounded concurrency, a token bucket, a shared visited set, results in order of completion
import asyncio
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from functools import partial

SITE = {"/": ["/a", "/b"], "/a": ["/b", "/c"], "/b": ["/d"], "/c": ["/", "/e"], "/d": [], "/e": ["/missing"]}


@dataclass
class Bucket:
    rate: float
    tokens: float = 1.0
    waiters: deque = field(default_factory=deque)
    last: float = 0.0

    async def take(self):
        now = time.monotonic()
        self.tokens = min(1.0, self.tokens + (now - self.last) * self.rate)
        self.last = now
        wait = max(0.0, (1.0 - self.tokens) / self.rate)
        self.tokens -= 1.0
        await asyncio.sleep(wait)


class Crawler:
    def __init__(self, limit):
        self.seen, self.stats = set(), Counter()
        self.semaphore, self.bucket = asyncio.Semaphore(limit), Bucket(rate=2)

    async def fetch(self, path):
        async with self.semaphore:
            await self.bucket.take()
            print(f"{time.monotonic():.1f} GET {path}")
            await asyncio.sleep(0.1 * len(path))
            if path not in SITE:
                raise LookupError(path)
            return SITE[path]

    async def visit(self, tg, path):
        if path in self.seen:
            self.stats["skipped"] += 1
            return
        self.seen.add(path)
        try:
            links = await self.fetch(path)
        except LookupError as e:
            self.stats["missing"] += 1
            print(f"{time.monotonic():.1f} 404 {e}")
            return
        self.stats["fetched"] += 1
        for link in links:
            tg.create_task(self.visit(tg, link), name=link)


async def main():
    crawler = Crawler(2)
    async with asyncio.TaskGroup() as tg:
        start = partial(crawler.visit, tg)
        tg.create_task(start("/"))
    print(f"{time.monotonic():.1f}", dict(sorted(crawler.stats.items())))


asyncio.run(main())
