# Ctrl-C while no code of the program's runs is delivered to the main task, out of what that waits for, past shields; others are cancelled by what follows.
import signal

import trio


def press():
    signal.raise_signal(signal.SIGINT)


async def worker(name, shield):
    with trio.CancelScope(shield=shield):
        try:
            await trio.sleep(3)
            print(name, "done at", trio.current_time() - start)
        except trio.Cancelled:
            print(name, "cancelled at", trio.current_time() - start)
            raise


async def waits_in_a_nursery():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(worker, "plain", False)
        nursery.start_soon(worker, "shielded", True)
        await press_in(1)
        await trio.sleep(9)


async def waits_behind_a_shield():
    await press_in(1)
    with trio.CancelScope(shield=True):
        try:
            await trio.sleep(9)
        except KeyboardInterrupt as error:
            print("in the shield", repr(error), trio.current_time() - start)
            raise


async def waits_at_the_end():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(worker, "child", False)
        await press_in(1)


async def catches_it():
    await press_in(1)
    try:
        await trio.sleep_forever()
    except KeyboardInterrupt:
        print("caught at", trio.current_time() - start)
    await trio.sleep(1)
    return "value"


async def press_in(seconds):
    async def task():
        await trio.sleep(seconds)
        press()

    trio.lowlevel.spawn_system_task(task)


def show(error, depth=0):
    print("  " * depth + type(error).__name__, error.args[0] if error.args else "")
    for inner in getattr(error, "exceptions", ()):
        show(inner, depth + 1)


async def timed(main):
    global start
    start = trio.current_time()
    return await main()


for main in (waits_in_a_nursery, waits_behind_a_shield, waits_at_the_end, catches_it):
    try:
        print(main.__name__, trio.run(timed, main))
    except BaseException as error:
        print(main.__name__)
        show(error)
