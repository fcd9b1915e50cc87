# pins: tokens of loops: from other threads, of a loop that has ended; checkpoints' relatives; sniffio; who runs
import anyio
import sniffio
from anyio import from_thread, lowlevel, to_thread

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


def loop_call(x):
    log(f"in the loop with {x}, {sniffio.current_async_library()}")
    return x + 1


async def loop_task(x):
    await anyio.sleep(0.5)
    log(f"a task with {x}")
    return x * 2


def in_thread(token):
    try:
        print(f"   library: {sniffio.current_async_library()}")
    except sniffio.AsyncLibraryNotFoundError as error:
        print(f"   {type(error).__name__}")
    try:
        anyio.current_time()
    except RuntimeError as error:
        print(f"   {type(error).__name__}")
    return from_thread.run_sync(loop_call, 1, token=token) + from_thread.run(loop_task, 2, token=token)


async def main():
    token = lowlevel.current_token()
    log(f"{type(token).__name__} {token == lowlevel.current_token()} {sniffio.current_async_library() == BACKEND}")
    log(await to_thread.run_sync(in_thread, token))
    with anyio.CancelScope() as scope:
        await lowlevel.checkpoint_if_cancelled()
        log("not cancelled")
        scope.cancel()
        await lowlevel.cancel_shielded_checkpoint()
        log("shielded")
        try:
            await lowlevel.checkpoint_if_cancelled()
        finally:
            log("cancelled")
    return token


token = anyio.run(main, backend=BACKEND)
for call in (lambda: from_thread.run(loop_task, 1, token=token), lambda: from_thread.run_sync(loop_call, 1, token=token)):
    try:
        call()
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")
try:
    print(sniffio.current_async_library())
except sniffio.AsyncLibraryNotFoundError as error:
    print(f"{type(error).__name__}: {error}")
print(anyio.run(loop_task, 21, backend=BACKEND))
