# pins: what leaves a group: one error, several, the body's and a child's, nested groups, base exceptions; messages and order
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


def tree(error):
    if isinstance(error, BaseExceptionGroup):
        return f"{type(error).__name__}({error.message!r}, [{', '.join(map(tree, error.exceptions))}])"
    return repr(error)


async def fail(after, error):
    await anyio.sleep(after)
    raise error


async def fail_in_cleanup(error):
    try:
        await anyio.sleep_forever()
    finally:
        raise error


async def attempt(name, body):
    try:
        async with anyio.create_task_group() as tg:
            await body(tg)
    except BaseException as error:
        log(f"{name}: {tree(error)}; cause {error.__cause__!r} context {type(error.__context__).__name__}")
    scope = tg.cancel_scope
    log(f"   called={scope.cancel_called} caught={scope.cancelled_caught}")


async def main():
    async def one(tg):
        tg.start_soon(fail, 1, ValueError("one"))

    async def body_only(tg):
        raise ValueError("body")

    async def both(tg):
        tg.start_soon(fail_in_cleanup, KeyError("cleanup"))
        await anyio.sleep(0.5)
        raise ValueError("body")

    async def many(tg):
        for n in range(3):
            tg.start_soon(fail, 1, ValueError(n))
        tg.start_soon(fail_in_cleanup, KeyError("late"))

    async def at_once(tg):
        tg.start_soon(fail, 0, ValueError("first"))
        tg.start_soon(fail, 0, ValueError("second"))
        await anyio.sleep(1)

    async def nested(tg):
        async with anyio.create_task_group() as inner:
            inner.start_soon(fail, 1, ValueError("inner"))
            tg.start_soon(fail_in_cleanup, KeyError("outer"))

    async def bare_group(tg):
        raise ExceptionGroup("mine", [ValueError(1), KeyError(2)])

    async def child_cancels(tg):
        tg.start_soon(anyio.sleep, 3)
        tg.cancel_scope.cancel()

    async def swallow(tg):
        tg.start_soon(fail, 1, ValueError("swallowed?"))
        try:
            await anyio.sleep(5)
        except anyio.get_cancelled_exc_class():
            log("body swallows its cancellation")

    async def nothing(tg):
        pass

    for body in (one, body_only, both, many, at_once, nested, bare_group, child_cancels, swallow, nothing):
        await attempt(body.__name__, body)


anyio.run(main, backend=BACKEND)
