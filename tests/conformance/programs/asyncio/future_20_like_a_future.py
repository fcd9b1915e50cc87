# What is no Future but has `_asyncio_future_blocking` can be awaited by a task; futures of a subclass are asked by their methods.
import asyncio


class Like:
    _asyncio_future_blocking = False

    def __init__(self, loop):
        self._loop = loop
        self.callbacks = []
        self.outcome = None

    def get_loop(self):
        return self._loop

    def add_done_callback(self, callback, *, context=None):
        print("  callback added, with a context:", context is not None)
        self.callbacks.append((callback, context))

    def cancel(self, msg=None):
        print("  cancel", msg)
        self.finish(asyncio.CancelledError(msg))
        return True

    def finish(self, outcome):
        self.outcome = outcome
        for callback, context in self.callbacks:
            self._loop.call_soon(callback, self, context=context)

    def result(self):
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome

    def __await__(self):
        if self.outcome is None:
            self._asyncio_future_blocking = True
            yield self
        return self.result()


class Loud(asyncio.Future):
    def add_done_callback(self, *args, **kwargs):
        print("  Loud.add_done_callback")
        super().add_done_callback(*args, **kwargs)


class Careless:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        yield self.value


async def wait_for(like):
    return await like


async def main():
    loop = asyncio.get_running_loop()
    like = Like(loop)
    print(asyncio.isfuture(like), asyncio.isfuture(Like), asyncio.isfuture(3))
    print(asyncio.ensure_future(like) is like)
    loop.call_later(1, like.finish, "done")
    print(await like, loop.time())

    like = Like(loop)
    loop.call_soon(like.finish, ValueError("bad"))
    try:
        await like
    except ValueError as error:
        print("raised", error)

    like = Like(loop)
    task = loop.create_task(wait_for(like))
    await asyncio.sleep(0)
    task.cancel("enough")
    try:
        await task
    except asyncio.CancelledError as error:
        print("cancelled", error.args, task.cancelled())

    loud = Loud()
    task = loop.create_task(wait_for(loud))
    await asyncio.sleep(0)
    loud.set_result("loud")
    print(await task)

    like = Like(loop)
    loop.call_later(1, like.finish, "late")
    print(await asyncio.wait_for(wait_for(like), 2), await asyncio.gather(wait_for(like), asyncio.sleep(1, "slept")), loop.time())

    other = asyncio.new_event_loop()
    foreign = Like(other)
    foreign._asyncio_future_blocking = True
    idle = Like(loop)
    for value in (foreign, idle, 42, (x for x in "ab")):
        try:
            await Careless(value)
        except RuntimeError as error:
            print(str(error).split(" ")[0], "in task" in str(error), "different loop" in str(error), "bad yield" in str(error))
    other.close()


asyncio.run(main())
