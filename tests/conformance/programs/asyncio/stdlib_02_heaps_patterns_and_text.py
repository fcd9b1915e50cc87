# More of the standard library in everyday async code: heapq, bisect, operator, re, textwrap, copy, logging to stdout
import asyncio
import bisect
import copy
import heapq
import logging
import operator
import re
import sys
import textwrap

logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
log = logging.getLogger("app")


class Scheduler:
    def __init__(self):
        self.heap, self.number = [], 0

    def add(self, when, what):
        heapq.heappush(self.heap, (when, self.number, what))
        self.number += 1

    async def run(self):
        loop = asyncio.get_running_loop()
        while self.heap:
            when, _, what = heapq.heappop(self.heap)
            await asyncio.sleep(max(0, when - loop.time()))
            log.info("%.1f %s", loop.time(), what)


async def main():
    scheduler = Scheduler()
    for when, what in ((2, "two"), (1, "one"), (2, "two again"), (0.5, "half")):
        scheduler.add(when, what)
    await scheduler.run()
    log.debug("not shown")
    try:
        raise ValueError("logged")
    except ValueError as e:
        log.warning("problem: %r", e)
    numbers = [1, 3, 5]
    bisect.insort(numbers, 4)
    print(numbers, bisect.bisect_left(numbers, 3), heapq.nsmallest(2, [5, 1, 4]))
    print(sorted([{"n": 2}, {"n": 1}], key=operator.itemgetter("n")), operator.attrgetter("real")(3))
    print(re.findall(r"(\w+)=(\d+)", "a=1, b=22"), re.sub(r"\s+", " ", "x  y\t z"), bool(re.fullmatch(r"t-\d+", "t-12")))
    print(textwrap.dedent("""\
        indented
          more"""))
    original = {"a": [1]}
    shallow, deep = copy.copy(original), copy.deepcopy(original)
    original["a"].append(2)
    print(shallow, deep)


asyncio.run(main())
