# scopes, nurseries and channels: who is cancelled when and why, and what is left over
import trio, math


def log(*a):
    print(f'{trio.current_time():.2f}', *a)


async def ev_order():
    log('order')
    out = []

    async def w(i, ev):
        await ev.wait()
        out.append(i)
    async with trio.open_nursery() as n:
        ev = trio.Event()
        for i in range(5):
            n.start_soon(w, i, ev)
        await trio.sleep(0)
        await trio.sleep(0)
        ev.set()
        out.append('set')
        await trio.sleep(0)
        out.append('main')
    print(out)


async def scopes():
    a = trio.CancelScope(deadline=trio.current_time() + 1)
    with a:
        with trio.CancelScope() as b:
            b.deadline = trio.current_time() + 2
            log(trio.current_effective_deadline(), b.deadline, b.cancel_called)
            b.shield = True
            log(trio.current_effective_deadline())
            try:
                await trio.sleep(5)
            finally:
                log('fin', a.cancel_called, b.cancel_called)
        log('after b', b.cancelled_caught)
        await trio.lowlevel.checkpoint()
        log('unreached')
    log(a.cancelled_caught, b.cancelled_caught)
    with trio.CancelScope() as c:
        c.cancel()
        c.cancel()
        log(c.cancel_called)
        c.deadline = math.inf
        try:
            await trio.sleep(0)
        except trio.Cancelled:
            log('cancelled 1')
        try:
            await trio.sleep(0)
        except trio.Cancelled:
            log('cancelled 2')
        with trio.CancelScope(shield=True):
            await trio.sleep(0.1)
            log('shielded ok')
    log(c.cancelled_caught)
    with trio.CancelScope() as d:
        d.cancel()
    log(d.cancel_called, d.cancelled_caught)
    with trio.CancelScope(deadline=-math.inf) as e:
        log(e.cancel_called)
        await trio.sleep(0)
    log(e.cancelled_caught, trio.current_effective_deadline())
    with trio.move_on_at(trio.current_time() + 0.5) as f:
        await trio.sleep_until(trio.current_time() + 0.2)
        await trio.sleep_until(trio.current_time() + 0.5)
    log(f.cancelled_caught)
    with trio.move_on_after(1) as g:
        async with trio.open_nursery() as n:

            async def k(i):
                try:
                    await trio.sleep(9)
                except trio.Cancelled as ex:
                    log('k', i, ex.source, ex.reason)
                    raise
            n.start_soon(k, 1)
            n.start_soon(k, 2)
    log(g.cancelled_caught, n.cancel_scope.cancel_called, n.cancel_scope.cancelled_caught)
    try:
        with trio.fail_at(trio.current_time() + 0.1):
            await trio.sleep(1)
    except trio.TooSlowError as ex:
        log(repr(ex))
    try:
        with trio.fail_after(0.1):
            try:
                await trio.sleep(1)
            except trio.Cancelled:
                raise ValueError('converted') from None
    except ValueError as ex:
        log(repr(ex), repr(ex.__context__))
    try:
        with trio.CancelScope() as h:
            h.cancel()
            try:
                await trio.sleep(1)
            finally:
                raise KeyError('in finally')
    except KeyError as ex:
        log(repr(ex), type(ex.__context__).__name__, h.cancelled_caught)


async def nursery_modes():

    async def c(i, d, exc=None):
        try:
            await trio.sleep(d)
        except BaseException as e:
            log('child', i, type(e).__name__)
            raise
        if exc:
            raise exc
        log('child done', i)
    for f in (lambda n: n.start_soon(c, 1, 1, ValueError('v')), lambda n: n.cancel_scope.cancel('why'), lambda n: None):
        try:
            async with trio.open_nursery() as n:
                n.start_soon(c, 0, 0.5)
                n.start_soon(c, 9, 2)
                f(n)
                try:
                    await trio.sleep(3)
                except trio.Cancelled as e:
                    log('body', e.source, e.reason)
                    raise
        except BaseException as e:
            log(repr(e))

    async def nested(depth):
        async with trio.open_nursery() as n:
            if depth:
                n.start_soon(nested, depth - 1)
            else:
                raise RuntimeError('deep')
    try:
        await nested(2)
    except BaseExceptionGroup as e:
        d = 0
        while isinstance(e, BaseExceptionGroup):
            d += 1
            e = e.exceptions[0]
        log(d, repr(e))
    async with trio.open_nursery() as n:

        def sync_cb():
            log('never')

        async def spawn_more(k):
            log('spawn', k)
            if k:
                n.start_soon(spawn_more, k - 1)
        n.start_soon(spawn_more, 3)

    async def ret():
        return 5
    async with trio.open_nursery() as n:
        n.start_soon(ret)

    async def sv(task_status):
        async with trio.open_nursery() as inner:
            inner.start_soon(trio.sleep, 0.2)
            task_status.started('in nursery')
            log('still')
        log('sv done')
    async with trio.open_nursery() as n:
        log(await n.start(sv))
        log('main on')
    try:
        async with trio.open_nursery() as n:
            await n.start(c, 1, 1) if 0 else None

            async def nostart(task_status):
                pass
            await n.start(nostart)
    except BaseException as e:
        log(repr(e), [repr(x) for x in getattr(e, 'exceptions', [])])


async def chans():
    s, r = trio.open_memory_channel(2)
    log(s.statistics())
    s.send_nowait(1)
    s.send_nowait(2)
    try:
        s.send_nowait(3)
    except trio.WouldBlock as e:
        log(repr(e))
    async with trio.open_nursery() as n:

        async def snd(x):
            try:
                await s.send(x)
                log('sent', x)
            except (trio.ClosedResourceError, trio.BrokenResourceError) as e:
                log('snd', x, repr(e))
        n.start_soon(snd, 3)
        n.start_soon(snd, 4)
        await trio.testing.wait_all_tasks_blocked() if hasattr(trio, 'testing') else await trio.sleep(0.1)
        log(s.statistics())
        log(r.receive_nowait(), s.statistics().tasks_waiting_send)
        await trio.sleep(0)
        s.close()
    log([x async for x in r])
    r.close()
    s, r = trio.open_memory_channel(0)
    async with trio.open_nursery() as n:

        async def rcv(i, ch):
            try:
                log('r', i, await ch.receive())
            except (trio.ClosedResourceError, trio.EndOfChannel) as e:
                log('r', i, repr(e))
        r2 = r.clone()
        n.start_soon(rcv, 1, r)
        n.start_soon(rcv, 2, r2)
        n.start_soon(rcv, 3, r)
        await trio.sleep(0.1)
        r.close()
        await trio.sleep(0)
        await s.send('x')
        r2.close()
        try:
            await s.send('y')
        except trio.BrokenResourceError as e:
            log(repr(e))
    with s, r2:
        pass
    async with s, r2:
        log(s, r2) if 0 else None
import trio.testing


async def main():
    for f in (ev_order, scopes, nursery_modes, chans):
        await f()
trio.run(main)
