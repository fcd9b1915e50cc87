# actors with supervision, races, happy eyeballs, services and pipelines
import trio, contextlib, functools, collections, math, random


def log(*a):
    print(f'{trio.current_time():.2f}', *a)


class Actor:

    def __init__(self, name):
        self.name = name
        self.s, self.r = trio.open_memory_channel(math.inf)

    async def run(self, task_status=trio.TASK_STATUS_IGNORED):
        async with self.r:
            task_status.started(self)
            async for msg, reply in self.r:
                try:
                    await reply.send(await self.handle(msg))
                except trio.BrokenResourceError:
                    log(self.name, 'nobody waits for', msg)

    async def handle(self, m):
        await trio.sleep(m / 10)
        if m > 5:
            raise ValueError(f'{m} too big')
        return m * 2

    async def ask(self, m, timeout):
        s, r = trio.open_memory_channel(0)
        async with s, r:
            await self.s.send((m, s.clone()))
            with trio.fail_after(timeout):
                return await r.receive()


async def supervisor(make, n):
    for i in range(n):
        try:
            async with trio.open_nursery() as nur:
                a = await nur.start(make().run)
                yield a
                a.s.close()
            log('ended')
            return
        except* ValueError as eg:
            log('restart', i, [str(e) for e in eg.exceptions])


async def race(*fns):
    s, r = trio.open_memory_channel(0)

    async def one(f):
        await s.send(await f())
    async with trio.open_nursery() as n:
        for f in fns:
            n.start_soon(one, f)
        w = await r.receive()
        n.cancel_scope.cancel()
        return w


async def happy(delays, results):
    win = []

    async def attempt(i, failed):
        try:
            await trio.sleep(delays[i])
        finally:
            failed.set()
        if results[i] is None:
            log('attempt', i, 'failed')
            return
        win.append(results[i])
        n.cancel_scope.cancel()
    async with trio.open_nursery() as n:
        prev = None
        for i in range(len(delays)):
            if prev is not None:
                with trio.move_on_after(0.25):
                    await prev.wait()
            prev = trio.Event()
            n.start_soon(attempt, i, prev)
            log('started', i)
    return win


@contextlib.asynccontextmanager

async def service(name):

    async def beat():
        with contextlib.suppress(trio.Cancelled) if False else contextlib.nullcontext():
            while True:
                log(name, 'beat')
                await trio.sleep(0.4)
    async with trio.open_nursery() as n:
        n.start_soon(beat)
        try:
            yield name
        finally:
            with trio.CancelScope(shield=True):
                await trio.sleep(0.1)
                log(name, 'closed')
            n.cancel_scope.cancel()


async def pipeline():

    async def stage(f, r, s):
        async with r, s:
            async for x in r:
                await s.send(await f(x))

    async def inc(x):
        await trio.sleep(0.1)
        return x + 1

    async def dbl(x):
        await trio.sleep(0.2)
        return x * 2
    s1, r1 = trio.open_memory_channel(0)
    s2, r2 = trio.open_memory_channel(1)
    s3, r3 = trio.open_memory_channel(0)
    async with trio.open_nursery() as n:
        n.start_soon(stage, inc, r1, s2)
        n.start_soon(stage, dbl, r2, s3)

        async def feed():
            async with s1:
                for i in range(4):
                    await s1.send(i)
                    log('fed', i)
        n.start_soon(feed)
        async for x in r3:
            log('out', x)


async def main():
    async with trio.open_nursery() as n:
        a = await n.start(Actor('a').run)
        log(await a.ask(2, 1))
        try:
            log(await a.ask(5, 0.2))
        except trio.TooSlowError:
            log('slow')
        await trio.sleep(1)
        a.s.close()
    try:
        async with trio.open_nursery() as n:
            a = await n.start(Actor('b').run)
            await a.ask(7, 2)
    except* ValueError as eg:
        log(repr(eg.exceptions[0]))
    except* trio.EndOfChannel as eg:
        log('eoc', eg.exceptions)

    async def r1():
        await trio.sleep(0.3)
        return 'r1'

    async def r2():
        try:
            await trio.sleep(0.5)
        except trio.Cancelled:
            log('r2 lost')
            raise
        return 'r2'
    log(await race(r1, r2))
    log(await happy([1, 0.1, 0.6], [None, None, 'three']))
    log(await happy([0.4, 0.1], ['one', 'two']))
    async with service('s') as s, service('t') as t:
        await trio.sleep(1)
        log('body', s, t)
    with trio.move_on_after(0.5) as cs:
        async with service('u'):
            await trio.sleep(3)
    log(cs.cancelled_caught)
    await pipeline()
    results = {}

    async def lim(i, l):
        async with l:
            results[i] = trio.current_time()
            await trio.sleep(0.1)
    l = trio.CapacityLimiter(2)
    async with trio.open_nursery() as n:
        for i in range(5):
            n.start_soon(lim, i, l)
        await trio.sleep(0.15)
        l.total_tokens = 3
        log(l.borrowed_tokens, l.available_tokens)
    log({k: round(v, 2) for k, v in results.items()})
    async with contextlib.AsyncExitStack() as st:
        nur = await st.enter_async_context(trio.open_nursery())
        scope = st.enter_context(trio.move_on_after(0.3))
        nur.start_soon(trio.sleep, 0.5)
        st.callback(log, 'cb')
        await trio.sleep(9)
    log('end', scope.cancelled_caught)
trio.run(main)
