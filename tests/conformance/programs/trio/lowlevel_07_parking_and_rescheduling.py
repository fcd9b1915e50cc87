# Pins down: parking lots, rescheduling by hand, aborts that fail, system tasks, the run's token and statistics.
import trio
async def main():
    lot = trio.lowlevel.ParkingLot()
    async def p(i):
        try:
            await lot.park(); print("unparked", i)
        except trio.Cancelled: print("cancelled", i); raise
        except trio.BrokenResourceError as e: print("broken", i, str(e)[:20])
    async with trio.open_nursery() as n:
        for i in range(6): n.start_soon(p, i)
        await trio.sleep(1)
        print(len(lot), bool(lot), lot.statistics())
        print(len(lot.unpark(count=2)))
        other = trio.lowlevel.ParkingLot()
        lot.repark(other, count=1)
        await trio.sleep(1)
        other.unpark_all()
        await trio.sleep(1)
        lot.break_lot()
    try: await lot.park()
    except trio.BrokenResourceError as e: print(str(e)[:44])
    try: lot.unpark(count=1.5)
    except ValueError as e: print(e)
    t = trio.lowlevel.current_task()
    got = []
    async def waker():
        await trio.sleep(1)
        import outcome
        trio.lowlevel.reschedule(t, outcome.Value(42))
        await trio.sleep(1)
        trio.lowlevel.reschedule(t, outcome.Error(KeyError("k")))
    def abort(raise_cancel):
        print("abort called"); 
        try: raise_cancel()
        except trio.Cancelled as e: print("C", e)
        return trio.lowlevel.Abort.FAILED
    async with trio.open_nursery() as n:
        n.start_soon(waker)
        print(await trio.lowlevel.wait_task_rescheduled(lambda _: trio.lowlevel.Abort.SUCCEEDED))
        try: await trio.lowlevel.wait_task_rescheduled(lambda _: trio.lowlevel.Abort.SUCCEEDED)
        except KeyError as e: print(repr(e))
    with trio.move_on_after(1) as s:
        async with trio.open_nursery() as n:
            async def later():
                with trio.CancelScope(shield=True):
                    await trio.sleep(2); trio.lowlevel.reschedule(t)
            n.start_soon(later)
            await trio.lowlevel.wait_task_rescheduled(abort)
            print("resumed", trio.current_time())
            await trio.lowlevel.checkpoint_if_cancelled()
            print("no")
    print(s.cancelled_caught)
    print(trio.lowlevel.current_task().name, trio.lowlevel.current_root_task().name, trio.lowlevel.current_root_task().parent_nursery, [t.name for nur in trio.lowlevel.current_root_task().child_nurseries for t in sorted(nur.child_tasks, key=lambda t:t.name)])
    print(trio.lowlevel.current_statistics())
    v = trio.lowlevel.RunVar("v", default=3)
    print(v.get(), v); tok = v.set(4); print(v.get()); v.reset(tok); print(v.get())
    async def sysd():
        try: await trio.sleep_forever()
        except trio.Cancelled as e: print("system", e.source, e.reason); raise
    trio.lowlevel.spawn_system_task(sysd)
    await trio.sleep(1)
    token = trio.lowlevel.current_trio_token()
    token.run_sync_soon(print, "soon")
    for _ in range(2): token.run_sync_soon(print, "idem", idempotent=True)
    await trio.sleep(0.1)
    print("done", token is trio.lowlevel.current_trio_token())
trio.run(main)
