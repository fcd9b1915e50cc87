# Pins down: assert_checkpoints, assert_no_checkpoints, memory streams and their errors.
import trio
import trio.testing


async def main():
    event = trio.Event()
    event.set()
    with trio.testing.assert_checkpoints():
        await trio.sleep(0)
    with trio.testing.assert_no_checkpoints():
        event.set()
    for check, act in ((trio.testing.assert_checkpoints, None), (trio.testing.assert_no_checkpoints, event.wait)):
        try:
            with check():
                if act is not None:
                    await act()
        except AssertionError as exc:
            print("AssertionError:", exc)

    left, right = trio.testing.memory_stream_pair()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(left.send_all, b"hello ")
        await trio.testing.wait_all_tasks_blocked()
        nursery.start_soon(left.send_all, b"world")
        await trio.testing.wait_all_tasks_blocked()
        print(await right.receive_some(100))
    await left.send_eof()
    print(await right.receive_some(5))
    await right.aclose()
    try:
        await right.receive_some(1)
    except trio.ClosedResourceError as exc:
        print(repr(exc))
    with trio.move_on_after(1) as scope:
        one, two = trio.testing.memory_stream_pair()
        await one.receive_some(1)
    print("caught", scope.cancelled_caught, trio.current_time())


trio.run(main)
