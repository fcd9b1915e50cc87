# pins down: functions, classes, generators and coroutines defined inside a thread have the names that they would have anywhere
from curio import *
import re


def thr():
    def inner():
        AWAIT(sleep(0))
        return inner.__qualname__

    class C:
        def m(self):
            AWAIT(sleep(0))
            return C.__qualname__, C.m.__qualname__, type(self).__name__

        @property
        def p(self):
            return "p"

    f = lambda: 1
    print(inner(), C().m(), f.__qualname__, inner.__name__, C().p, re.sub("0x.*>", ">", repr(inner)), C)
    try:
        inner(1)
    except TypeError as e:
        print(e)
    g = (x for x in "ab")
    print(g.__qualname__)

    def gen():
        for i in range(2):
            AWAIT(sleep(0.1))
            yield i

    print([x for x in gen()], gen.__qualname__)
    for x in gen():
        print(x, AWAIT(current_task()).name)
    import dataclasses

    @dataclasses.dataclass
    class D:
        x: int = 0

    print(D(3), D.__qualname__)

    async def co():
        return "co"

    print(co.__qualname__, AWAIT(co), AWAIT(spawn(co)).name if 0 else "")
    t = AWAIT(spawn(co))
    print(t.name, AWAIT(t.join()))


async def main():
    t = await spawn_thread(thr)
    await t.join()


run(main)
