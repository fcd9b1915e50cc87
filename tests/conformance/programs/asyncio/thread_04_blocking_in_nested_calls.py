# time.sleep deep inside a thread's calls, loops, closures and locks; pools; a blocked loop does not stop threads
import asyncio, time, threading, concurrent.futures, queue
def t(*a): print(f"{time.monotonic():.2f}", *a)
active = peak = 0
lock = threading.Lock()
class Svc:
    def __init__(self): self.n = 0
    def work(self, d):
        global active, peak
        with lock:
            active += 1; peak = max(peak, active)
        for i in range(2):
            time.sleep(d / 2); t("svc", d, i)
        self.n += 1
        with lock: active -= 1
        return self._res(d)
    def _res(self, d):
        time.sleep(0.05); return d * 2
def outer(n):
    def inner(k):
        time.sleep(k); return k + n
    return [inner(0.1), inner(0.2)]
def gen_user():
    out = []
    for i in range(3):
        try:
            time.sleep(0.1)
            if i == 1: raise ValueError(i)
            out.append(i)
        except ValueError as e: out.append(repr(e))
        finally: t("fin", i)
    return out
def locked_job(n):
    with lock:
        t("has", n); time.sleep(0.2); t("rel", n)
def fail(): time.sleep(0.1); raise OSError("disk")
async def main():
    s = Svc()
    tick = asyncio.create_task(ticker())
    t(await asyncio.gather(*(asyncio.to_thread(s.work, d) for d in (0.4, 0.2, 0.6))), s.n, peak)
    t(await asyncio.to_thread(outer, 5), await asyncio.to_thread(gen_user), await asyncio.to_thread(lambda: time.sleep(0.1) or "lam"))
    await asyncio.gather(*(asyncio.to_thread(locked_job, i) for i in range(3)))
    try: await asyncio.to_thread(fail)
    except OSError as e: t("err", e)
    loop = asyncio.get_running_loop()
    with concurrent.futures.ThreadPoolExecutor(2) as ex:
        fs = [loop.run_in_executor(ex, s.work, 0.2) for _ in range(4)]
        for f in asyncio.as_completed(fs): t("done", await f)
        cf = ex.submit(outer, 1); t(await asyncio.wrap_future(cf))
    def with_loop():
        try: asyncio.get_running_loop()
        except RuntimeError as e: t("in thread:", e)
        fut = asyncio.run_coroutine_threadsafe(asyncio.sleep(0.3, "from loop"), loop)
        return fut.result()
    t(await asyncio.to_thread(with_loop))
    task = asyncio.create_task(asyncio.to_thread(s.work, 1)); await asyncio.sleep(0.1); task.cancel()
    try: await task
    except asyncio.CancelledError: t("cancelled, thread goes on")
    try: await asyncio.wait_for(asyncio.to_thread(time.sleep, 5), 0.3)
    except TimeoutError: t("timeout")
    q = queue.Queue()
    def producer():
        for i in range(3): time.sleep(0.1); loop.call_soon_threadsafe(aq.put_nowait, i)
    aq = asyncio.Queue()
    p = asyncio.create_task(asyncio.to_thread(producer))
    for _ in range(3): t("item", await aq.get())
    await p
    time.sleep(0.5); t("blocked loop")
async def ticker():
    for i in range(5):
        await asyncio.sleep(0.3); t("tick", i)
asyncio.run(main()); t("end")
