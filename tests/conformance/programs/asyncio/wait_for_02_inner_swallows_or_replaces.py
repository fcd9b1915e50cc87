# wait_for: if the inner code swallows the cancel its value comes out, however late; its own error too, with new context
import asyncio
import time


async def stubborn():
    try:
        await asyncio.sleep(5)
    except asyncio.CancelledError:
        await asyncio.sleep(2)
        return "late value"


async def replace():
    try:
        await asyncio.sleep(5)
    except asyncio.CancelledError as e:
        raise OSError("cleanup broke") from e


async def plain_error():
    await asyncio.sleep(0.5)
    raise KeyError("early")


async def own_timeout():
    await asyncio.sleep(0.5)
    raise TimeoutError("my own")


async def nothing(*_):
    print("    started")


async def main():
    for job in stubborn, replace, plain_error, own_timeout:
        begin = time.monotonic()
        try:
            outcome = await asyncio.wait_for(job(), timeout=1)
        except Exception as e:
            outcome = f"{e!r} cause={e.__cause__!r} context={e.__context__!r}"
        print(f"{job.__name__} +{time.monotonic() - begin:.1f}: {outcome}")
        print("    cancelling", asyncio.current_task().cancelling())

    for timeout in (0, -1, None):
        try:
            print(f"timeout {timeout}:", await asyncio.wait_for(nothing(), timeout))
        except TimeoutError as e:
            print(f"timeout {timeout}: TimeoutError{e.args}")

    done = asyncio.get_running_loop().create_future()
    done.set_result("ready")
    print("done future, timeout 0:", await asyncio.wait_for(done, 0))


asyncio.run(main())
