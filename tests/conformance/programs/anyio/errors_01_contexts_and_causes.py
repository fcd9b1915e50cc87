# pins: __context__, __cause__ and tracebacks' chain of what leaves groups and scopes; except* and raise from inside them
import anyio

BACKEND = "asyncio"


def log(msg):
    print(f"{anyio.current_time():.2f} {msg}")


def chain(error):
    parts = []
    while error is not None and len(parts) < 6:
        name = type(error).__name__
        parts.append("<cancellation>" if isinstance(error, anyio.get_cancelled_exc_class()) else f"{name}({str(error)[:30]!r})")
        if error.__cause__ is not None:
            parts.append("cause")
            error = error.__cause__
        elif error.__context__ is not None:
            parts.append("context")
            error = error.__context__
        else:
            error = None
    return " -> ".join(parts)


async def fail(text):
    try:
        await anyio.sleep(1)
        raise KeyError("inner")
    except KeyError as error:
        raise ValueError(text) from error


async def main():
    try:
        async with anyio.create_task_group() as tg:
            tg.start_soon(fail, "one")
            await anyio.sleep(5)
    except* ValueError as group:
        log(chain(group))
        log(chain(group.exceptions[0]))

    try:
        try:
            raise LookupError("before")
        except LookupError:
            async with anyio.create_task_group() as tg:
                tg.start_soon(fail, "two")
    except ExceptionGroup as group:
        log(chain(group))

    try:
        with anyio.move_on_after(0.5):
            try:
                await anyio.sleep(5)
            except anyio.get_cancelled_exc_class() as error:
                raise RuntimeError("instead") from error
    except RuntimeError as error:
        log(chain(error))

    try:
        with anyio.fail_after(0.5):
            try:
                await anyio.sleep(5)
            finally:
                try:
                    raise OSError("in cleanup")
                except OSError:
                    pass
    except TimeoutError as error:
        log(chain(error))

    try:
        with anyio.move_on_after(0.5) as scope:
            async with anyio.create_task_group() as tg:
                async def cleanup_fails():
                    try:
                        await anyio.sleep(5)
                    finally:
                        raise ZeroDivisionError("cleanup")

                tg.start_soon(cleanup_fails)
                tg.start_soon(anyio.sleep, 5)
    except BaseException as error:
        log(f"{error!r} caught={scope.cancelled_caught}")
        log(chain(error))
        log(chain(error.exceptions[0]))

    async def child():
        with anyio.CancelScope() as scope:
            scope.cancel()
            try:
                await anyio.sleep(1)
            except anyio.get_cancelled_exc_class() as error:
                raise ExceptionGroup("mixed", [ValueError("kept")]) from error

    try:
        async with anyio.create_task_group() as tg:
            tg.start_soon(child)
    except ExceptionGroup as group:
        log(f"{group!r}")
        log(chain(group.exceptions[0]))
    try:
        with anyio.CancelScope() as scope:
            scope.cancel()
            try:
                await anyio.sleep(1)
            except anyio.get_cancelled_exc_class() as error:
                raise BaseExceptionGroup("both", [error, ValueError("rest")])
    except BaseExceptionGroup as group:
        log(f"{group!r} caught={scope.cancelled_caught}")
        log(chain(group))


anyio.run(main, backend=BACKEND)
