# Pins down: which waiters of which primitive step first when all are let go in one step.
import trio
log=[]
async def t(n, f):
    try:
        await f(); log.append(f"{n}@{trio.current_time():g}")
    except BaseException as e:
        log.append(f"{n}!{type(e).__name__}"); raise
async def main():
    ev=trio.Event(); lock=trio.Lock(); sem=trio.Semaphore(0); s,r=trio.open_memory_channel(0); cond=trio.Condition(); lim=trio.CapacityLimiter(1)
    async def locked():
        async with lock: await trio.sleep(1)
    async def limited():
        async with lim: await trio.sleep(0)
    async with trio.open_nursery() as n:
        for i in range(3):
            n.start_soon(t, f"ev{i}", ev.wait); n.start_soon(t, f"lock{i}", locked); n.start_soon(t, f"sem{i}", sem.acquire)
            n.start_soon(t, f"r{i}", r.receive); n.start_soon(t, f"lim{i}", limited)
        await trio.sleep(0.5)
        ev.set(); sem.release(); s.send_nowait(1); sem.release(); s.send_nowait(2); sem.release(); await s.send(3)
        log.append("body")
        with trio.move_on_after(1) as sc:
            async with trio.open_nursery() as m:
                m.start_soon(t, "inner sleep", lambda: trio.sleep(1)); m.start_soon(t, "inner forever", trio.sleep_forever)
                m.start_soon(t, "inner ev", trio.Event().wait)
        log.append(f"scope {sc.cancelled_caught}")
    print("\n".join(log))
trio.run(main)
