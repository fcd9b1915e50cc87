# nurseries, scopes, start, events, locks, conditions and channels, and the errors that come out
import trio, sys, traceback


async def child(n, exc=None, cleanup=None):
    try:
        await trio.sleep(n)
    except trio.Cancelled:
        if cleanup:
            raise cleanup
        raise
    if exc:
        raise exc


def show(e, d=0):
    print('  ' * d + type(e).__name__, '|', str(e), '|', repr(e.__cause__), '|', repr(e.__context__)[:60])
    for x in getattr(e, 'exceptions', ()):
        show(x, d + 1)


async def main():
    try:
        async with trio.open_nursery() as n:
            n.start_soon(child, 1, ValueError(1))
            n.start_soon(child, 1, KeyError(2))
            n.start_soon(child, 5, None, OSError('cl'))
            await trio.sleep(9)
    except* (ValueError, KeyError) as eg:
        show(eg)
    except* OSError as eg:
        show(eg)
    try:
        async with trio.open_nursery(strict_exception_groups=False) as n:
            n.start_soon(child, 1, ValueError('loose'))
    except BaseException as e:
        show(e)
    try:
        async with trio.open_nursery() as n:
            async with trio.open_nursery() as m:
                m.start_soon(child, 0.5, ValueError('in'))
    except BaseException as e:
        show(e)
    try:
        async with trio.open_nursery() as n:
            raise LookupError('body')
    except BaseException as e:
        show(e)
        traceback.print_exception(e, file=sys.stdout, chain=False, limit=1)
    with trio.CancelScope() as cs:
        async with trio.open_nursery() as n:
            n.start_soon(child, 5)
            n.start_soon(child, 5, None, RuntimeError('x'))
            cs.cancel()
            try:
                await trio.sleep_forever()
            except trio.Cancelled:
                print('body cancelled')
        print('never?')
    print(cs.cancelled_caught)


async def outer():
    try:
        await main()
    except BaseException as e:
        show(e)
    try:
        async with trio.open_nursery() as n:
            n.start_soon(child, 1, SystemExit(3))
            n.start_soon(child, 1, KeyboardInterrupt())
    except BaseException as e:
        show(e)

    async def started(a, *, task_status=trio.TASK_STATUS_IGNORED):
        print('starting', a)
        task_status.started(a * 2)
        await trio.sleep(1)
        print('bg done', a)
    async with trio.open_nursery() as n:
        print(await n.start(started, 4), trio.current_time())
        n.start_soon(started, 5, name='custom')
        n.start_soon(started, 6)
        await trio.sleep(0)
        print(sorted((t.name for t in n.child_tasks)))

    async def fails(task_status):
        await trio.sleep(0.5)
        raise ValueError('before started')
    async with trio.open_nursery() as n:
        try:
            await n.start(fails)
        except ValueError as e:
            show(e)

    async def slow(task_status):
        try:
            await trio.sleep(5)
        finally:
            print('slow fin')
    async with trio.open_nursery() as n:
        with trio.move_on_after(1) as cs:
            await n.start(slow)
        print(cs.cancelled_caught)
    with trio.CancelScope(shield=True) as sh:
        with trio.move_on_after(1) as a:
            with trio.CancelScope(shield=True) as b:
                with trio.move_on_after(2) as c:
                    await trio.sleep(3)
                print('c', c.cancelled_caught, a.cancel_called)
                b.shield = False
                await trio.lowlevel.checkpoint()
                print('no')
        print(a.cancelled_caught, b.cancelled_caught, trio.current_time())
    with trio.move_on_after(5) as cs:
        cs.deadline -= 4
        print(cs.deadline - trio.current_time(), trio.current_effective_deadline() == cs.deadline)
        try:
            await trio.sleep(9)
        finally:
            with trio.move_on_after(1, shield=True) as sh:
                await trio.sleep(0.5)
                print('cleanup ok')
    print(cs.cancelled_caught, trio.current_time())

    async def agen():
        try:
            for i in range(5):
                yield i
                await trio.sleep(0.1)
        finally:
            print('agen fin')
    async for x in agen():
        if x == 2:
            break
    print('after break')
    await trio.sleep(0)
    ev = trio.Event()

    async def ws(i):
        await ev.wait()
        print('woke', i)
    async with trio.open_nursery() as n:
        for i in range(4):
            n.start_soon(ws, i)
        await trio.sleep(0.1)
        print(ev.statistics())
        ev.set()
        ev.set()
        print(ev.is_set())
    lock = trio.Lock()

    async def lk(i):
        async with lock:
            print('got', i, lock.statistics().tasks_waiting)
            await trio.sleep(0.1)
    async with trio.open_nursery() as n:
        for i in range(3):
            n.start_soon(lk, i)
    cond = trio.Condition()
    items = []

    async def cons(i):
        async with cond:
            while not items:
                await cond.wait()
            print('cons', i, items.pop(0))
    async with trio.open_nursery() as n:
        for i in range(3):
            n.start_soon(cons, i)
        await trio.sleep(0.1)
        async with cond:
            items.extend('ab')
            cond.notify()
        await trio.sleep(0.1)
        async with cond:
            items.append('c')
            cond.notify_all()
    s, r = trio.open_memory_channel(2)

    async def prod(i, s):
        async with s:
            for k in range(3):
                await s.send((i, k))
                print('sent', i, k)

    async def con(i, r):
        async with r:
            async for v in r:
                print('con', i, v)
                await trio.sleep(0.2)
    async with trio.open_nursery() as n:
        async with s, r:
            for i in range(2):
                n.start_soon(prod, i, s.clone())
                n.start_soon(con, i, r.clone())
    print(s.statistics())
trio.run(outer)
try:
    trio.run(child, 1, ValueError('top'))
except ValueError as e:
    show(e)


async def two():
    async with trio.open_nursery() as n:
        n.start_soon(child, 1, ValueError('g'))
try:
    trio.run(two)
except BaseException as e:
    show(e)
try:
    trio.run(two, strict_exception_groups=False)
except BaseException as e:
    show(e)
