# what a TaskGroup raises, and with which context and counts, in twenty ways through its exit
import asyncio


async def f(d, r=None, exc=None, swallow=False, cl=None):
    try:
        await asyncio.sleep(d)
    except asyncio.CancelledError:
        if cl is not None:
            await asyncio.sleep(cl)
        if swallow:
            return 'swallowed'
        if exc:
            raise exc
        raise
    if exc:
        raise exc
    return r


def d(e, i=0):
    print('  ' * i + repr(e), '| ctx', repr(e.__context__), '| cause', repr(e.__cause__), '| sup', e.__suppress_context__)
    for x in getattr(e, 'exceptions', ()):
        d(x, i + 1)


async def case(name, coro):
    t = asyncio.create_task(coro)
    try:
        print(name, '->', await t)
    except BaseException as e:
        print(name)
        d(e)
    print('   ', t.cancelling(), asyncio.current_task().cancelling(), len(asyncio.all_tasks()))


async def c1():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(f(1, exc=ValueError(1)))
        tg.create_task(f(1, exc=KeyError(2)))
        tg.create_task(f(2, exc=OSError(3)))


async def c2():
    async with asyncio.TaskGroup() as tg:
        t = tg.create_task(f(5))
        await asyncio.sleep(1)
        raise LookupError('body')


async def c3():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(f(1, exc=ValueError('a')))
    return 'no'


async def c4():
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(f(1, exc=ValueError('a')))
            await asyncio.sleep(5)
    except* ValueError:
        pass
    await asyncio.sleep(0)
    return asyncio.current_task().cancelling()


async def c5():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(f(5))
        asyncio.current_task().cancel('self')
        await asyncio.sleep(1)


async def c6():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(f(5, exc=RuntimeError('cleanup')))
        asyncio.current_task().cancel('self')
        await asyncio.sleep(1)


async def c7():
    async with asyncio.TaskGroup() as tg:
        t = tg.create_task(f(5, swallow=True))
        await asyncio.sleep(0)
        t.cancel()
    return t.result()


async def c8():
    async with asyncio.TaskGroup() as tg:

        async def late():
            await asyncio.sleep(0.5)
            tg.create_task(f(1, 'late'))
            return 1
        tg.create_task(late())
    return len(tg._tasks)


async def c9():
    async with asyncio.TaskGroup() as tg:

        async def late():
            try:
                await asyncio.sleep(5)
            finally:
                try:
                    tg.create_task((c := f(1)))
                except RuntimeError as e:
                    print('  late', str(e)[:40])
        tg.create_task(late())
        await asyncio.sleep(0.1)
        raise ZeroDivisionError('z')


async def c10():
    async with asyncio.TaskGroup() as a:
        async with asyncio.TaskGroup() as b:
            a.create_task(f(1, exc=ValueError('outer child')))
            b.create_task(f(3, exc=TypeError('inner cleanup'), cl=0.5))


async def c11():
    async with asyncio.timeout(1):
        async with asyncio.TaskGroup() as tg:
            tg.create_task(f(3, cl=0.5))
            tg.create_task(f(3, cl=0.2, exc=KeyError('k')))


async def c12():
    tg = asyncio.TaskGroup()
    try:
        tg.create_task((c := f(1)))
    except RuntimeError as e:
        print('  ', str(e)[:50])
    async with tg:
        pass
    try:
        tg.create_task((c := f(1)))
    except RuntimeError as e:
        print('  ', str(e)[:50])
    try:
        async with tg:
            pass
    except RuntimeError as e:
        print('  ', str(e)[:60])


async def c13():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(f(1, exc=asyncio.CancelledError('raised')))
        await asyncio.sleep(2)
    return 'ok'


async def c14():
    async with asyncio.TaskGroup() as tg:
        raise asyncio.CancelledError('body')


async def c15():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(f(0.5, exc=ValueError('v')))
        raise asyncio.CancelledError('body')


async def c16():
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(f(0.5, exc=ValueError('v')))
            try:
                await asyncio.sleep(5)
            except asyncio.CancelledError:
                await asyncio.sleep(1)
                raise KeyError('in body after abort')
    except* (ValueError, KeyError) as eg:
        d(eg)
    return 'handled'


async def c17():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(f(0.5, exc=ExceptionGroup('mine', [ValueError(1), OSError(2)])))


async def c18():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(f(0.5, exc=GeneratorExit('ge')))


async def c19():

    async def inner():
        async with asyncio.TaskGroup() as tg:
            tg.create_task(f(2, cl=1))
            await asyncio.sleep(3)
    t = asyncio.create_task(inner())
    await asyncio.sleep(0.5)
    t.cancel('one')
    await asyncio.sleep(0.5)
    t.cancel('two')
    try:
        await t
    except asyncio.CancelledError as e:
        return (e.args, t.cancelling())


async def c20():
    async with asyncio.TaskGroup() as tg:
        t = tg.create_task(f(0.1, 'x'), name='nm', context=None)
        print('  ', t.get_name(), tg.create_task(f(0.2, 5)).done())
    return t.result()


async def main():
    for i in range(1, 21):
        await case(f'c{i}', globals()[f'c{i}']())
asyncio.run(main())
