# what trio says when its functions are given what they cannot take
import trio, re


def clean(s):
    return re.sub('0x[0-9a-f]+', '0x', str(s))


def p(*a):
    print(*[clean(x) if isinstance(x, str) else clean(repr(x)) for x in a])


async def tryit(label, f):
    try:
        r = f()
        if hasattr(r, '__await__'):
            r = await r
        p(label, '->', r)
    except BaseException as e:
        p(label, type(e).__name__, str(e))


async def main():
    p(trio.Event(), trio.Lock(), trio.StrictFIFOLock(), trio.Semaphore(2), trio.Semaphore(1, max_value=3), trio.CapacityLimiter(2), trio.Condition(), trio.CancelScope(), trio.open_memory_channel(1))
    p(trio.lowlevel.current_task().name, trio.lowlevel.current_root_task().name)
    p(trio.Event().statistics(), trio.Lock().statistics(), trio.Semaphore(1).statistics(), trio.CapacityLimiter(1).statistics(), trio.Condition().statistics(), trio.open_memory_channel(3)[0].statistics())
    await tryit('sem', lambda: trio.Semaphore(-1))
    await tryit('sem2', lambda: trio.Semaphore('x'))
    await tryit('sem3', lambda: trio.Semaphore(3, max_value=2))
    await tryit('sem4', lambda: trio.Semaphore(1, max_value='a'))
    s = trio.Semaphore(1, max_value=1)
    await tryit('rel', s.release)
    await tryit('lock rel', trio.Lock().release)
    l = trio.Lock()
    await l.acquire()
    await tryit('again', l.acquire)
    await tryit('nw', l.acquire_nowait)
    p(l, l.statistics().owner is trio.lowlevel.current_task())
    await tryit('lim', lambda: trio.CapacityLimiter(0))
    await tryit('lim2', lambda: trio.CapacityLimiter(1.5))
    await tryit('lim3', lambda: trio.CapacityLimiter('a'))
    lm = trio.CapacityLimiter(1)
    await lm.acquire()
    await tryit('lim again', lm.acquire)
    await tryit('lim nw', lm.acquire_nowait)
    lm.release()
    await tryit('lim rel', lm.release)
    await tryit('on behalf', lambda: lm.acquire_on_behalf_of('B'))
    p(lm.available_tokens, lm.borrowed_tokens)
    lm.total_tokens = 3
    p(lm)
    try:
        lm.total_tokens = 0
    except ValueError as e:
        p(str(e))
    c = trio.Condition()
    await tryit('cw', c.wait)
    await tryit('cn', c.notify)
    await tryit('c lock', lambda: trio.Condition(3))
    await tryit('c sem', lambda: trio.Condition(trio.Semaphore(1)))
    await tryit('chan', lambda: trio.open_memory_channel(-1))
    await tryit('chan2', lambda: trio.open_memory_channel('a'))
    await tryit('chan3', lambda: trio.open_memory_channel(1.5))
    await tryit('chan inf', lambda: trio.open_memory_channel(float('inf'))[0].statistics())
    snd, rcv = trio.open_memory_channel(1)
    await tryit('rnw', rcv.receive_nowait)
    snd.send_nowait(1)
    await tryit('snw', lambda: snd.send_nowait(2))
    p(snd.statistics())
    s2 = snd.clone()
    snd.close()
    await tryit('closed', lambda: snd.send_nowait(1))
    await tryit('closed clone', snd.clone)
    await tryit('closed await', lambda: snd.send(1))
    s2.close()
    p(await rcv.receive())
    await tryit('eoc', rcv.receive)
    await tryit('eoc nw', rcv.receive_nowait)
    rcv.close()
    await tryit('rclosed', rcv.receive)
    snd, rcv = trio.open_memory_channel(0)
    rcv.close()
    await tryit('broken', lambda: snd.send(1))
    await tryit('broken nw', lambda: snd.send_nowait(1))
    await tryit('sleep neg', lambda: trio.sleep(-1))
    await tryit('sleep nan', lambda: trio.sleep(float('nan')))
    await tryit('sleep_until', lambda: trio.sleep_until(-5))
    await tryit('move neg', lambda: trio.move_on_after(-1))
    await tryit('fail nan', lambda: trio.fail_after(float('nan')).__enter__())
    await tryit('scope nan', lambda: trio.CancelScope(deadline=float('nan')))
    await tryit('scope both', lambda: trio.CancelScope(deadline=1, relative_deadline=2))
    await tryit('move_at', lambda: trio.move_on_at(float('nan')))
    await tryit('run in run', lambda: trio.run(trio.sleep, 0))
    await tryit('coro start', lambda: trio.run(trio.sleep(0)))
    async with trio.open_nursery() as n:
        await tryit('start_soon coro', lambda: n.start_soon(trio.sleep(0)))
        await tryit('start_soon nonasync', lambda: n.start_soon(lambda: 3))
        await tryit('start_soon kw', lambda: n.start_soon(trio.sleep, seconds=0))
        await tryit('start never', lambda: n.start(trio.sleep, 0))
        p(n, n.child_tasks, n.parent_task, n.cancel_scope)

        async def st(task_status):
            task_status.started(5)
        p(await n.start(st))
    await tryit('closed nursery', lambda: n.start_soon(trio.sleep, 0))
    await tryit('closed start', lambda: n.start(trio.sleep, 0))
    with trio.CancelScope() as cs:
        p(cs)
        cs.cancel()
        p(cs)
        await tryit('in', trio.lowlevel.checkpoint)
    p(cs)
    await tryit('reenter', cs.__enter__)
    cs = trio.CancelScope()
    p(cs.cancel_called, cs.cancelled_caught, cs.deadline, cs.shield, cs.relative_deadline)
    cs.deadline = 5
    cs.shield = True
    p(cs.deadline, cs.shield)
    try:
        cs.shield = 3
    except TypeError as e:
        p(str(e))
    with trio.move_on_after(3, shield=True) as cs:
        p(cs, cs.deadline, cs.shield)
    try:
        cs.relative_deadline = 3
    except RuntimeError as e:
        p(str(e))
    cs = trio.move_on_after(3)
    p(cs.relative_deadline, cs.is_relative, cs)
    try:
        cs.deadline
    except RuntimeError as e:
        p(str(e))
    p(trio.current_effective_deadline(), trio.current_time())
    try:
        with trio.fail_after(1) as fs:
            await trio.sleep(2)
    except trio.TooSlowError as e:
        p(e, repr(e.__context__), repr(e.__cause__), fs.cancelled_caught)
    try:
        raise trio.Cancelled('x')
    except TypeError as e:
        p(str(e))
    try:

        class X(trio.Cancelled):
            pass
    except TypeError as e:
        p(str(e))
    try:
        class_ = type('Y', (trio.CancelScope,), {})
    except TypeError as e:
        p(str(e))
    try:
        trio.Nursery()
    except TypeError as e:
        p(str(e))
    await tryit('abandon', lambda: trio.to_thread.run_sync(3))
    await tryit('from_thread', lambda: trio.from_thread.run(trio.sleep, 0))
    await tryit('from_thread', lambda: trio.from_thread.run_sync(print, 0))
    with trio.CancelScope() as cs:
        cs.cancel(reason='because')
        try:
            await trio.sleep(1)
        except trio.Cancelled as e:
            p(repr(e), str(e), e.source, e.reason, e.source_task)
            raise
    with trio.move_on_after(0.5):
        try:
            await trio.sleep(1)
        except trio.Cancelled as e:
            p(repr(e), str(e))
            raise
trio.run(main)
for f in (lambda: trio.current_time(), lambda: trio.lowlevel.current_task(), lambda: trio.CancelScope().__enter__(), lambda: trio.current_effective_deadline(), lambda: trio.lowlevel.current_trio_token(), lambda: trio.lowlevel.spawn_system_task(main), lambda: trio.run(3), lambda: trio.run(lambda: 3), lambda: trio.run(main(1) if 0 else 'x'), lambda: trio.lowlevel.current_clock()):
    try:
        print(f())
    except BaseException as e:
        p(type(e).__name__, str(e))


async def ret(x):
    return x
print(trio.run(ret, 5))
c = ret(1)
try:
    trio.run(c)
except TypeError as e:
    p(str(e))
c.close()
