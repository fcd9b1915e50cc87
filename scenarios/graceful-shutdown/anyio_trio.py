import anyio

CLOSE_AT = 3.0  # knob: 0.5..7 step 0.5


async def worker(name, jobs):
    async for job in jobs:
        with anyio.CancelScope(shield=True):  # what is begun is finished
            print(name, "begins job", job)
            await anyio.sleep(2)
            print(name, "has done job", job)


async def main():
    send, receive = anyio.create_memory_object_stream(6)
    with send, receive:
        for job in range(1, 7):
            send.send_nowait(job)
        async with anyio.create_task_group() as group:
            for name in ("ann", "bob"):
                group.start_soon(worker, name, receive, name=name)
            await anyio.sleep(CLOSE_AT)
            print("main: closing, jobs left:", receive.statistics().current_buffer_used)
            group.cancel_scope.cancel()
    print("main: closed")


anyio.run(main, backend="trio")
