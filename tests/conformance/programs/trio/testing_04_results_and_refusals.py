# trio.testing: Sequencer, wait_all_tasks_blocked, checkpoints, memory streams: results and refusals.
import trio
import trio.testing


async def attempt(label, fn, *args):
    try:
        result = fn(*args)
        if hasattr(result, "__await__"):
            result = await result
        print(label, repr(result))
    except BaseException as error:
        print(label, type(error).__name__, error, repr(error.__cause__), repr(error.__context__))


async def sequence():
    seq = trio.testing.Sequencer()

    async def worker(order, name):
        for position in order:
            async with seq(position):
                print(name, position)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(worker, (0, 3), "a")
        nursery.start_soon(worker, (1, 4), "b")
        nursery.start_soon(worker, (2,), "c")

    async def again():
        async with seq(3):
            pass

    await attempt("reuse", again)
    broken = trio.testing.Sequencer()

    async def waits():
        async with broken(5):
            print("never")

    async def waits_too():
        async with broken(6):
            print("never")

    with trio.move_on_after(1):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(attempt, "breaks", waits)
            nursery.start_soon(attempt, "broken", waits_too)
    await attempt("later", waits_too)

    async def seven():
        async with broken(7):
            pass

    await attempt("seven", seven)


async def checks():
    async def no():
        with trio.testing.assert_checkpoints():
            pass

    async def yes():
        with trio.testing.assert_checkpoints():
            await trio.lowlevel.checkpoint()

    async def half():
        with trio.testing.assert_checkpoints():
            await trio.lowlevel.cancel_shielded_checkpoint()

    async def other_half():
        with trio.testing.assert_checkpoints():
            await trio.lowlevel.checkpoint_if_cancelled()

    async def both_halves():
        with trio.testing.assert_checkpoints():
            await trio.lowlevel.checkpoint_if_cancelled()
            await trio.lowlevel.cancel_shielded_checkpoint()

    async def raising():
        with trio.testing.assert_checkpoints():
            raise ValueError("inside")

    async def none_but_did():
        with trio.testing.assert_no_checkpoints():
            await trio.sleep(0)

    async def none_raising():
        with trio.testing.assert_no_checkpoints():
            await trio.sleep(0)
            raise ValueError("inside")

    async def none():
        with trio.testing.assert_no_checkpoints():
            trio.Event().set()

    for fn in (no, yes, half, other_half, both_halves, raising, none_but_did, none_raising, none):
        await attempt(fn.__name__, fn)


async def blocked():
    order = []

    async def waiter(cushion, label):
        await trio.testing.wait_all_tasks_blocked(cushion)
        order.append((label, trio.current_time()))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(waiter, 0, "zero")
        nursery.start_soon(waiter, 0.5, "half")
        nursery.start_soon(waiter, 0, "zero again")
        nursery.start_soon(waiter, 0.2, "fifth")
        nursery.start_soon(trio.sleep, 0.3)
        nursery.start_soon(trio.sleep, 3)
    print(order)
    with trio.move_on_after(0.1) as scope:
        await trio.testing.wait_all_tasks_blocked(5)
    print(scope.cancelled_caught, trio.current_time())


async def streams():
    send, receive = trio.testing.memory_stream_one_way_pair()
    await attempt("send", send.send_all, b"hello")
    await attempt("some", receive.receive_some, 2)
    await attempt("rest", receive.receive_some)
    await attempt("bad", receive.receive_some, 0)
    await attempt("bad", receive.receive_some, "x")
    await attempt("close", send.close)
    await attempt("send", send.send_all, b"x")
    await attempt("eof", receive.receive_some)
    await attempt("close", receive.aclose)
    await attempt("closed", receive.receive_some)
    left, right = trio.testing.memory_stream_pair()
    await attempt("eof", left.send_eof)
    await attempt("after eof", left.send_all, b"x")
    await attempt("other", right.send_all, b"back")
    await attempt("got", left.receive_some)
    await right.aclose()
    await attempt("sent to closed", left.receive_some)
    left, right = trio.testing.lockstep_stream_pair()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(attempt, "lock send", left.send_all, b"abcdef")
        await trio.sleep(1)
        nursery.start_soon(attempt, "busy", left.send_all, b"x")
        await trio.sleep(1)
        await attempt("lock receive", right.receive_some, 4)
        await attempt("lock receive", right.receive_some)
        nursery.start_soon(attempt, "waits", right.receive_some)
        await trio.sleep(0)
        await attempt("might", left.wait_send_all_might_not_block)
        await left.aclose()
    left, right = trio.testing.lockstep_stream_pair()
    await right.aclose()
    await attempt("broken", left.send_all, b"x")
    await attempt("forced", trio.aclose_forcefully, left)
    await attempt("closed", left.send_all, b"x")
    stream = trio.testing.MemorySendStream()
    await attempt("nowait", stream.get_data_nowait)
    await stream.send_all(b"12345")
    await attempt("nowait", stream.get_data_nowait, 2)
    await attempt("get", stream.get_data, 10)
    source = trio.testing.MemoryReceiveStream()
    source.put_data(b"abc")
    source.put_eof()
    await attempt("put after eof", source.put_data, b"x")
    await attempt("receive", source.receive_some, 10)
    await attempt("receive", source.receive_some, 10)
    await attempt("pump", trio.testing.memory_stream_pump, stream, source)


async def main():
    for fn in (sequence, checks, blocked, streams):
        print("--", fn.__name__)
        await fn()


trio.run(main)
