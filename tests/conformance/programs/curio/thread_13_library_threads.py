# pins down: what threading, queue and contextvars show inside of curio's threads; SystemExit and StopIteration out of them
from curio import *
import threading, queue, time, contextvars


def rt():
    return round(time.monotonic(), 2)


async def main():
    ev = threading.Event()
    t = await spawn(run_in_thread, lambda: (ev.wait(), rt()))
    await sleep(0.3)
    ev.set()
    print(await t.join())
    lk = threading.Lock()
    print(await run_in_thread(lambda: (lk.acquire(False), lk.acquire(False), lk.locked(), lk.release(), lk.locked())))
    rl = threading.RLock()

    def rec():
        with rl:
            with rl:
                time.sleep(0.1)
                return "rec"

    print(await run_in_thread(rec), await run_in_thread(rec))
    cond = threading.Condition()
    items = []

    def consumer():
        with cond:
            r = cond.wait_for(lambda: items)
            return r and items.pop(), rt()

    def producer():
        time.sleep(0.2)
        with cond:
            items.append("it")
            cond.notify_all()

    t = await spawn(run_in_thread, consumer)
    await run_in_thread(producer)
    print(await t.join())
    q = queue.Queue(1)

    def qt():
        out = []
        q.put(1)
        try:
            q.put_nowait(2)
        except queue.Full:
            out.append("full now")
        out.append(q.get_nowait())
        q.task_done()
        try:
            q.get_nowait()
        except queue.Empty:
            out.append("empty now")
        q.join()
        return out

    print(await run_in_thread(qt))
    loc = threading.local()

    def lw(n):
        r = getattr(loc, "x", None)
        loc.x = n
        return r

    print(await run_in_thread(lw, 1), await run_in_thread(lw, 2), getattr(loc, "x", "none"))

    def names():
        return (
            threading.current_thread().name,
            threading.current_thread().daemon,
            threading.active_count() > 1,
            threading.get_ident() == threading.main_thread().ident,
        )

    print(await run_in_thread(names))
    t = await spawn_thread(names)
    print(await t.join())
    log = []

    class T(threading.Thread):
        def run(self):
            time.sleep(0.2)
            log.append((self.name, rt()))

    t = T(name="mine")
    t.start()
    print(t.is_alive(), t.name, t.daemon)
    await run_in_thread(t.join)
    print(log, t.is_alive())

    def starts():
        ts = [threading.Thread(target=lambda i=i: (time.sleep(0.1 * i), log.append(i))) for i in range(3)]
        for t in ts:
            t.start()
        for t in ts:
            t.join()
        return log

    print(await run_in_thread(starts))
    cv = contextvars.ContextVar("cv", default="d")
    cv.set("task")
    print(await run_in_thread(cv.get), await run_in_thread(lambda: contextvars.copy_context().get(cv)))
    try:
        t.start()
    except RuntimeError as e:
        print(e)

    def dead():
        raise SystemExit(3)

    def ki():
        raise KeyboardInterrupt("k")

    def tc():
        raise TaskCancelled("tc")

    for f in (dead, ki, tc):
        try:
            print(await run_in_thread(f))
        except BaseException as e:
            print(repr(e))

    def stopit():
        raise StopIteration(4)

    try:
        print(await run_in_thread(stopit))
    except BaseException as e:
        print(repr(e), repr(e.__cause__))

    async def tt():
        t = await spawn_thread(stopit)
        try:
            print(await t.join())
        except BaseException as e:
            print(repr(e), repr(e.__cause__))

    await tt()
    for f in (dead, ki, tc):
        t = await spawn_thread(f)
        try:
            print(await t.join())
        except BaseException as e:
            print(repr(e), repr(e.__cause__), t.state)


run(main)
