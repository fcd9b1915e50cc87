# pins down: causes and contexts of what comes out of joins, groups, timeouts and threads
import curio


def chain(exc):
    text = repr(exc)
    if exc.__cause__ is not None:
        text += f" because ({chain(exc.__cause__)})"
    elif exc.__context__ is not None:
        text += f" {'hiding' if exc.__suppress_context__ else 'while'} ({chain(exc.__context__)})"
    return text


async def attempt(name, coro):
    try:
        await coro
        print(name, "nothing")
    except BaseException as exc:
        print(name, chain(exc))


async def fails():
    try:
        {}["key"]
    except KeyError:
        raise ValueError("while handling")


async def join():
    t = await curio.spawn(fails)
    await t.join()


async def result():
    t = await curio.spawn(fails)
    await t.wait()
    try:
        raise OSError("at hand")
    except OSError:
        t.result


async def group():
    async with curio.TaskGroup() as g:
        await g.spawn(fails)
    g.results


async def group_body():
    async with curio.TaskGroup() as g:
        await g.spawn(fails)
        await curio.sleep(1)
        await g.next_result()


async def timeout_in_handler():
    try:
        raise OSError("at hand")
    except OSError:
        await curio.timeout_after(1, curio.sleep, 2)


async def inner_timeout():
    async with curio.timeout_after(2):
        try:
            async with curio.timeout_after(1):
                await curio.sleep(5)
        finally:
            async with curio.timeout_after(5):
                await curio.sleep(5)


async def outer_first():
    async with curio.timeout_after(1):
        async with curio.timeout_after(2):
            async with curio.timeout_after(3):
                try:
                    await curio.sleep(5)
                except curio.TaskTimeout as exc:
                    raise RuntimeError("translated") from exc


async def ignored_then_fails():
    async with curio.ignore_after(1):
        await curio.sleep(2)
    raise KeyError("after")


async def uncaught():
    async with curio.timeout_after(5):
        async with curio.timeout_after(1):
            await curio.sleep(2)


def in_thread():
    try:
        1 / 0
    except ZeroDivisionError:
        raise ValueError("thread")


async def thread():
    try:
        raise OSError("at hand")
    except OSError:
        await curio.run_in_thread(in_thread)


async def async_thread():
    def job():
        curio.AWAIT(fails)

    await (await curio.spawn_thread(job)).join()


async def cancel_in_handler():
    async def work():
        try:
            raise OSError("at hand")
        except OSError:
            await curio.sleep(5)

    t = await curio.spawn(work)
    await curio.sleep(0)
    await t.cancel()
    raise t.exception


async def result_object():
    r = curio.Result()
    await r.set_exception(KeyError("set"))
    try:
        raise OSError("at hand")
    except OSError:
        await r.unwrap()


async def main():
    for f in (join, result, group, group_body, timeout_in_handler, inner_timeout, outer_first, ignored_then_fails, uncaught,
              thread, async_thread, cancel_in_handler, result_object):
        await attempt(f.__name__, f())


curio.run(main)
