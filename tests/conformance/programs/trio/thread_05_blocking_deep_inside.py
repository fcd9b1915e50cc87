# Pins down: jobs of worker threads sleep inside nested functions, comprehensions, methods and lambdas, and go on while the loop is blocked.
import trio, time
def work(n):
    for i in range(3):
        time.sleep(n); print(f"{time.monotonic():.1f} work {n} {i}")
    return n
async def main():
    async with trio.open_nursery() as nur:
        async def go(n):
            r = await trio.to_thread.run_sync(work, n); print(f"{trio.current_time():.1f} done {r}")
        nur.start_soon(go, 0.3); nur.start_soon(go, 0.5)
        await trio.sleep(0.4)
        time.sleep(0.7); print(f"{trio.current_time():.1f} loop was blocked")
        await trio.sleep(0.1); print(f"{trio.current_time():.1f} body")
    print(await trio.to_thread.run_sync(lambda: time.sleep(1) or 5), trio.current_time())
    def nested():
        xs = []
        def inner(k):
            time.sleep(k); xs.append((k, trio.from_thread.run_sync(trio.current_time))); return k
        total = sum([inner(k) for k in (1, 2)])
        with_ctx = {k: inner(k) for k in (0.5,)}
        try:
            inner(0.1); raise ValueError("x")
        except ValueError as e: print(repr(e))
        finally: inner(0.2)
        return total, xs, with_ctx
    print(await trio.to_thread.run_sync(nested))
    class C:
        def m(self, a, *, b=2): time.sleep(a); return self.h(b)
        def h(self, b): time.sleep(b); return b
    import functools
    print(await trio.to_thread.run_sync(functools.partial(C().m, 1, b=3)), trio.current_time())
    async def af(): await trio.sleep(1); return "af"
    def calls():
        r = trio.from_thread.run(af)
        try: trio.from_thread.check_cancelled()
        except BaseException as e: print("?", e)
        return r
    print(await trio.to_thread.run_sync(calls), trio.current_time())
    async def co(): pass
    try: await trio.to_thread.run_sync(co)
    except TypeError as e: print(e)
    with trio.fail_after(10):
        async with trio.open_nursery() as n:
            for i in range(3): n.start_soon(trio.to_thread.run_sync, time.sleep, i)
    print(trio.current_time())
trio.run(main)
