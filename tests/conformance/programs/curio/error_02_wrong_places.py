# pins down: primitives used without async, awaited, iterated; coroutines of curio driven by hand show the traps they ask for
from curio import *


# wrong use: sync with, missing await, mixing
async def main():
    for o in (Lock(), Semaphore(), RLock(), Condition(), TaskGroup(), timeout_after(1), ignore_after(1), disable_cancellation()):
        try:
            with o:
                print("entered")
        except BaseException as e:
            print(type(o).__name__, repr(e))
    for o in (Event(), Queue(), Result()):
        try:
            async with o:
                pass
        except BaseException as e:
            print(type(o).__name__, repr(e))
    try:
        for t in TaskGroup():
            pass
    except BaseException as e:
        print(repr(e))
    try:
        async for x in Queue():
            pass
    except BaseException as e:
        print(repr(e))
    try:
        await Event()
    except BaseException as e:
        print(repr(e))
    try:
        await (await spawn(sleep, 0))
    except BaseException as e:
        print(repr(e))
    with open_null() as f:
        print(f)


import contextlib


@contextlib.contextmanager
def open_null():
    yield "null"


try:
    run(main)
except BaseException as e:
    print("!!", repr(e))
try:
    sleep(1).send(None)
except BaseException as e:
    print(repr(e))
c = sleep(1)
print(c.send(None))
c.close()
c = clock()
print(c.send(None))
try:
    c.send(5.0)
except StopIteration as e:
    print(e.value)
c = Event().wait()
r = c.send(None)
print(r[0], type(r[1]).__name__, r[2])
c.close()
c = spawn(sleep, 1)
r = c.send(None)
print(r[0], len(r))
r[1].close()
c.close()
c = Queue().get()
r = c.send(None)
print(r[0], r[2])
try:
    c.throw(TaskTimeout(3))
except TaskTimeout as e:
    print(repr(e))
c = timeout_after(1, sleep, 2)
try:
    r = c.send(None)
    print(r)
    r = c.send(type("T", (), {"_deadlines": []})())
    print(r)
    r = c.send(10.0)
    print(r)
    r = c.send(None)
    print(r)
    try:
        r = c.throw(TaskTimeout(11.0))
        print(r)
        c.send(12.0)
    except BaseException as e:
        print(repr(e))
finally:
    c.close()
