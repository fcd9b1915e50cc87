# Pins down: the text of Cancelled names source, reason and who did it; the first reason wins; inner scopes inherit it.
import trio


async def show(label, scope=None):
    try:
        await trio.sleep_forever()
    except trio.Cancelled as exc:
        text = str(exc).partition(" from task")[0]  # then comes a memory address
        print(f"{label}: {text} | source={exc.source} reason={exc.reason!r}, by a task: {exc.source_task is not None}")
        raise


async def failing(seconds):
    await trio.sleep(seconds)
    raise ValueError("broken child")


async def main():
    with trio.CancelScope() as scope:
        scope.cancel(reason="because")
        scope.cancel(reason="second")
        await show("explicit")
    with trio.CancelScope() as scope:
        scope.cancel()
        await show("no reason")
    with trio.move_on_after(1):
        await show("deadline")
    with trio.CancelScope() as outer:
        with trio.CancelScope():
            with trio.move_on_after(50):
                outer.cancel("outer")
                await show("inherited")
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(failing, 1)
            nursery.start_soon(show, "sibling")
            await show("body")
    except* ValueError as group:
        print("group", group.exceptions)
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(show, "child of failing body")
            await trio.sleep(1)
            raise KeyError("body")
    except* KeyError:
        pass
    with trio.move_on_after(1) as scope:
        await trio.sleep(0.5)
        scope.cancel("before the deadline")
        await show("cancel before deadline")
    try:
        raise trio.Cancelled()
    except TypeError as exc:
        print("TypeError:", exc)


trio.run(main)
