# pins down: in a thread: who called, what loggers say of it, classes made there, messages of wrong calls
from curio import *
import curio, threading, logging, sys, warnings, inspect, traceback

logging.basicConfig(
    stream=sys.stdout, level=logging.INFO, format="%(levelname)s %(name)s %(threadName)s %(funcName)s:%(lineno)d %(message)s"
)
log = logging.getLogger("app")


def leaf(d):
    log.info("leaf %d", d)
    return [f.function for f in inspect.stack()][:2], inspect.currentframe().f_back.f_code.co_name, sys._getframe(1).f_lineno


def mid():
    return leaf(3)


def deep(n):
    AWAIT(sleep(0.1))
    return deep(n - 1) + 1 if n else 0


class Base:
    def __init__(self, v):
        self.v = v
        AWAIT(sleep(0.1))
        log.warning("init")

    def run(self):
        return super().__repr__()[:5], self.twice()

    def twice(self):
        AWAIT(sleep(0))
        return self.v * 2


class Sub(Base):
    def __init__(self):
        super().__init__(4)
        self.extra = 1

    def twice(self):
        return super().twice() + 1


def thr():
    print(mid())
    print(deep(3))
    s = Sub()
    print(s.run(), s.extra)
    try:
        leaf()
    except TypeError as e:
        print(e)
    try:
        Sub(1)
    except TypeError as e:
        print(e)
    try:
        s.twice(1)
    except TypeError as e:
        print(e)
    try:
        (lambda x: x)()
    except TypeError as e:
        print(e)
    try:
        nothere()
    except NameError as e:
        print(e)
    log.error("in thr")
    try:
        deep("x")
    except TypeError as e:
        print(traceback.extract_tb(e.__traceback__)[-1].name)


async def main():
    t = await spawn_thread(thr)
    await t.join()
    print(await run_in_thread(mid))
    print(threading.current_thread().name)


run(main)
