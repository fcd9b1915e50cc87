# Pins down: a cancelled send loses nothing and duplicates nothing; a cancelled receive takes nothing.
import trio


async def main():
    send, receive = trio.open_memory_channel(0)
    with trio.move_on_after(1) as scope:
        await send.send("never taken")
    print("send cancelled", scope.cancelled_caught, receive.statistics().tasks_waiting_send)
    with trio.move_on_after(1) as scope:
        await receive.receive()
    print("receive cancelled", scope.cancelled_caught, receive.statistics().tasks_waiting_receive)
    try:
        receive.receive_nowait()
    except trio.WouldBlock:
        print("nothing is there")

    async def producer(task_status):
        with trio.CancelScope() as scope:
            task_status.started(scope)
            for i in range(5):
                await send.send(i)
                print("sent", i)
        print("producer ends, caught", scope.cancelled_caught)

    async with trio.open_nursery() as nursery:
        scope = await nursery.start(producer)
        print("got", await receive.receive())
        print("got", await receive.receive())
        await trio.testing.wait_all_tasks_blocked()
        scope.cancel()
        print("nowait in the same step still takes it?")
        try:
            print("got", receive.receive_nowait())
        except trio.WouldBlock:
            print("no, the sender has been unhooked already")


import trio.testing

trio.run(main)
