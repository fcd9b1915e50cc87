import anyio

CANCEL_AT = 3.0  # knob: 0.5..7 step 0.5


async def poll():
    for attempt in range(1, 5):
        try:
            await anyio.sleep(2)
        except BaseException:
            print("ignored in attempt", attempt)
    print("poll: done at last")


async def main():
    async with anyio.create_task_group() as group:
        group.start_soon(poll, name="poll")
        await anyio.sleep(CANCEL_AT)
        group.cancel_scope.cancel()
    print("main: it is gone now")


anyio.run(main, backend="trio")
