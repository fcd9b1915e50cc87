# Ctrl-C in the middle of a task's own code raises there, unless that is protected or restricted to checkpoints: then it waits for the main task.
import signal

import trio
from trio.lowlevel import checkpoint_if_cancelled, currently_ki_protected, disable_ki_protection, enable_ki_protection


def press(where):
    print(where, "protected:", currently_ki_protected())
    signal.raise_signal(signal.SIGINT)
    print(where, "goes on")


@enable_ki_protection
def protected(where):
    press(where)


@disable_ki_protection
def unprotected(where):
    press(where)


@enable_ki_protection
def both(where):
    unprotected(where)


async def child(function):
    await trio.sleep(1)
    try:
        function("child")
    except KeyboardInterrupt as error:
        print("child got", repr(error))
        raise


async def main(function, in_child):
    async with trio.open_nursery() as nursery:
        if in_child:
            nursery.start_soon(child, function)
        else:
            function("main")
            print("before a checkpoint")
            await trio.lowlevel.cancel_shielded_checkpoint()
            print("a shielded one does not count")
            await checkpoint_if_cancelled()
            print("not reached if it waits")
        await trio.sleep(5)


def show(error, depth=0):
    print("  " * depth + type(error).__name__)
    for inner in getattr(error, "exceptions", ()):
        show(inner, depth + 1)


for restricted in (False, True):
    for function in (press, protected, both):
        for in_child in (False, True):
            print("---", restricted, function.__name__, "in child" if in_child else "in main")
            try:
                trio.run(main, function, in_child, restrict_keyboard_interrupt_to_checkpoints=restricted)
            except BaseException as error:
                show(error)
