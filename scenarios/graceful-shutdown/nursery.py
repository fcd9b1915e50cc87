import trio

CLOSE_AT = 3.0  # knob: 0.5..7 step 0.5


async def worker(name, jobs):
    async for job in jobs:
        with trio.CancelScope(shield=True):  # what is begun is finished
            print(name, "begins job", job)
            await trio.sleep(2)
            print(name, "has done job", job)


async def main():
    send, receive = trio.open_memory_channel(6)
    with send, receive:
        for job in range(1, 7):
            send.send_nowait(job)
        async with trio.open_nursery() as nursery:
            for name in ("ann", "bob"):
                nursery.start_soon(worker, name, receive, name=name)
            await trio.sleep(CLOSE_AT)
            print("main: closing, jobs left:", receive.statistics().current_buffer_used)
            nursery.cancel_scope.cancel()
    print("main: closed")


trio.run(main)
