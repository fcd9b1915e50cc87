"""asyncio.staggered: one attempt after the other, each begun when the one before it fails or takes too long.

Must not know: what is attempted.
"""

import asyncio


class _Race:
    """Attempts, each in a task that also begins the task of the next."""

    def __init__(self, attempts, delay, loop):
        self.attempts = enumerate(attempts)
        self.delay = delay
        self.loop = loop
        self.tasks = []
        self.errors = []
        self.winner = None
        self.result = None

    def begin_next(self, failed):
        self.tasks.append(self.loop.create_task(self.attempt(failed)))

    async def attempt(self, failed_before):
        if failed_before is not None:
            try:
                await asyncio.wait_for(failed_before.wait(), self.delay)
            except TimeoutError:
                pass
        index, function = next(self.attempts, (None, None))
        if function is None:
            return
        failed = asyncio.Event()
        self.begin_next(failed)
        self.errors.append(None)
        try:
            result = await function()
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            self.errors[index] = error
            failed.set()
        else:
            self.winner, self.result = index, result
            # Not the winner's own: it is at its end, and would never hear of it.
            for number, task in enumerate(self.tasks):
                if number != index:
                    task.cancel()

    async def run(self):
        self.begin_next(None)
        try:
            finished = 0
            while finished != len(self.tasks):
                done, _ = await asyncio.wait(self.tasks)
                finished = len(done)
                for task in done:
                    if not task.cancelled() and task.exception():
                        raise task.exception()
            return self.result, self.winner, self.errors
        finally:
            for task in self.tasks:
                task.cancel()


async def staggered_race(coro_fns, delay, *, loop=None):
    """Runs coroutine functions until one succeeds: its result, its index, and each attempt's error or `None`."""
    return await _Race(coro_fns, delay, loop or asyncio.get_running_loop()).run()
