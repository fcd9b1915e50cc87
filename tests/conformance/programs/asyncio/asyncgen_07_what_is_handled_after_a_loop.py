# sys.exception() and __context__ after an async for, in coroutines that are sent to and thrown into by hand
import sys, types


@types.coroutine

def suspend():
    return (yield)


async def gen(n):
    for i in range(n):
        yield i


async def plain():
    try:
        raise KeyError('first')
    finally:
        print(1, repr(sys.exception()))
        async for x in gen(2):
            print(2, repr(sys.exception()))
        print(3, repr(sys.exception()))
        try:
            await suspend()
        except ValueError as e:
            print(4, repr(e), repr(e.__context__))
        print(5, repr(sys.exception()))
        await suspend()


async def nogen():
    try:
        raise KeyError('first')
    finally:
        try:
            await suspend()
        except ValueError as e:
            print(4, repr(e), repr(e.__context__))
        print(5, repr(sys.exception()))
        await suspend()


async def wrapped():
    await suspend()


async def deep():
    try:
        raise KeyError('first')
    finally:
        async for x in gen(1):
            pass
        try:
            await wrapped()
        except ValueError as e:
            print(4, repr(e), repr(e.__context__))
        print(5, repr(sys.exception()))
        await wrapped()


async def thrown():
    try:
        await suspend()
    finally:
        print(1, repr(sys.exception()))
        async for x in gen(1):
            pass
        print(2, repr(sys.exception()))
        await wrapped()
for f in (plain, nogen, deep):
    print(f.__name__)
    c = f()
    c.send(None)
    c.throw(ValueError('v'))
    try:
        c.throw(OSError('o'))
    except OSError as e:
        print(6, repr(e), repr(e.__context__))
c = thrown()
c.send(None)
c.throw(ValueError('v'))
try:
    c.throw(OSError('o'))
except OSError as e:
    print(7, repr(e), repr(e.__context__))


async def agen2():
    try:
        yield 1
    finally:
        print('agen fin', repr(sys.exception()))


async def thrown2():
    try:
        await suspend()
    finally:
        async for x in agen2():
            pass
        print(2, repr(sys.exception()))
        await wrapped()
c = thrown2()
c.send(None)
c.throw(ValueError('v'))
try:
    c.throw(OSError('o'))
except OSError as e:
    print(7, repr(e), repr(e.__context__))


async def agen3():
    yield 1
    await suspend()
    yield 2


async def thrown3():
    try:
        await suspend()
    finally:
        async for x in agen3():
            print(1, repr(sys.exception()))
        print(2, repr(sys.exception()))
        await wrapped()
c = thrown3()
c.send(None)
c.throw(ValueError('v'))
c.send(None)
try:
    c.throw(OSError('o'))
except OSError as e:
    print(7, repr(e), repr(e.__context__))
