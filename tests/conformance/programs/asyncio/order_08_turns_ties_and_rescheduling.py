# Turns of call_soon and tasks, deadlines that tie, a blocked loop, timeouts that are moved
import asyncio, time
def t(*a): print(f"{time.monotonic():.2f}", *a)
async def spin(n):
    for i in range(n): t("spin", n, i); await asyncio.sleep(0)
async def main():
    a = asyncio.create_task(spin(3)); b = asyncio.create_task(spin(2))
    loop = asyncio.get_running_loop()
    loop.call_soon(t, "cs1"); loop.call_later(0, t, "cl0"); loop.call_soon(t, "cs2")
    a.add_done_callback(lambda f: t("a done")); 
    await a; t("main after a"); await b
    ev = asyncio.Event()
    async def w(i): await ev.wait(); t("w", i)
    ws = [asyncio.create_task(w(i)) for i in range(3)]
    await asyncio.sleep(0); ev.set(); ev.clear(); t("set"); await asyncio.sleep(0); t("next"); await asyncio.gather(*ws)
    # deadlines tie
    async def s(n, d):
        try: await asyncio.sleep(d); t("slept", n)
        except asyncio.CancelledError: t("c", n); raise
    async def to(n, d, x):
        try:
            async with asyncio.timeout(d): await s(n, x)
        except TimeoutError: t("to", n)
    await asyncio.gather(to("a", 1, 1), to("b", 1, 0.999999), s("c", 1), to("d", 0.5, 2), s("e", 0.1 + 0.2), s("f", 0.3))
    time.sleep(1); t("blocked")
    await asyncio.gather(to("g", 0.1, 0.2), s("h", 0.1))
    async def blocker(): time.sleep(3); t("blocker done")
    await asyncio.gather(to("i", 1, 2), blocker(), s("j", 0.5))
    q = asyncio.Queue(1)
    async def prod():
        for i in range(4): await q.put(i); t("put", i)
        await q.put(None)
    async def cons():
        while (x := await q.get()) is not None: t("got", x); await asyncio.sleep(0.1)
    async with asyncio.TaskGroup() as tg: tg.create_task(prod()); tg.create_task(cons())
    # three turns after failure
    async def f(): raise ValueError
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(f())
            for i in range(9): t("turn", i); await asyncio.sleep(0)
    except* ValueError: t("group")
    r = []
    async def cancel_self():
        asyncio.current_task().cancel(); t("still"); 
        try: await asyncio.sleep(0)
        except asyncio.CancelledError: t("now"); raise
    print(await asyncio.gather(cancel_self(), return_exceptions=True))
    async def cancel_no_await(): asyncio.current_task().cancel(); return 1
    x = asyncio.create_task(cancel_no_await()); await asyncio.wait([x]); t(x.cancelled(), x)
    outer = asyncio.create_task(asyncio.wait_for(s("wf", 1), 1)); 
    print(await asyncio.gather(outer, return_exceptions=True))
    try:
        async with asyncio.timeout(1) as o:
            try:
                async with asyncio.timeout(1) as i: await s("both", 5)
            finally: t(i.expired(), o.expired())
    except TimeoutError: t("outer", i.expired(), o.expired())
    async with asyncio.timeout(1) as c: 
        await asyncio.sleep(0.5); c.reschedule(asyncio.get_running_loop().time() + 1); await asyncio.sleep(0.7); c.reschedule(None)
    t("ok", c)
    for mode in (asyncio.FIRST_COMPLETED, asyncio.ALL_COMPLETED):
        d, p = await asyncio.wait({asyncio.create_task(s(i, 0.1 * i), name=str(i)) for i in (1, 1, 2)}, return_when=mode); t(sorted(x.get_name() for x in d), len(p))
        for x in p: x.cancel()
    g = asyncio.gather(s("g1", 1), s("g2", 2)); g.cancel("gm")
    try: await g
    except asyncio.CancelledError as e: t(e.args, g.cancelled(), g.done())
asyncio.run(main())
