"""What is done after the response was sent. Rules: `starlette/background.py`."""

from functools import partial

from ._utils import is_async_callable
from .concurrency import run_in_threadpool


class BackgroundTask:
    """One function, called after the response."""

    def __init__(self, func, *args, **kwargs):
        self.is_async = is_async_callable(func)
        self.func, self.args, self.kwargs = func, args, kwargs

    async def __call__(self):
        call = self.func if self.is_async else partial(run_in_threadpool, self.func)
        await call(*self.args, **self.kwargs)


class BackgroundTasks(BackgroundTask):
    """Functions, called one after the other; the first that fails ends it."""

    def __init__(self, tasks=None):
        self.tasks = [*(tasks or ())]

    def add_task(self, func, *args, **kwargs):
        """One more."""
        self.tasks.append(BackgroundTask(func, *args, **kwargs))

    async def __call__(self):
        for task in self.tasks:
            await task()
