# A Ctrl-C that the main task never comes to take is raised when the run ends, whatever main returned; what main raised is its context.
import signal

import trio


@trio.lowlevel.enable_ki_protection
def press():
    signal.raise_signal(signal.SIGINT)


async def returns():
    press()
    return "value"


async def raises():
    press()
    raise ValueError("of main's own")


async def exits_behind_it():
    async def late():
        try:
            await trio.sleep_forever()
        finally:
            press()

    trio.lowlevel.spawn_system_task(late)
    await trio.sleep(1)
    return "value"


async def pressed_twice():
    press()
    press()
    for _ in range(2):
        try:
            await trio.sleep(1)
            print("slept")
        except KeyboardInterrupt:
            print("got it")


for main in (returns, raises, exits_behind_it, pressed_twice):
    try:
        print(main.__name__, trio.run(main))
    except BaseException as error:
        print(main.__name__, repr(error), repr(error.__context__))
print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
