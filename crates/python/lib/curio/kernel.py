"""The kernel, as programs hold it.

Owns: running a first task, shutting down, and reporting crashes. Rules: class `Kernel` and `run` in `curio/kernel.py`. Must not
know: the loop, which is native (`_curio.Runtime`).
"""

import logging

import _curio

from . import meta
from .task import Task

__all__ = ["Kernel", "run"]


class Kernel:
    """Runs tasks. `run()` may be called again and again until a shutdown."""

    def __init__(self, *, selector=None, debug=None, activations=None, taskcls=Task, max_select_timeout=None):
        self._shutdown_funcs = []  # `None` once the kernel is over
        self._taskcls, self._tasks, self._runner = taskcls, {}, None
        self._activations = activations or []
        if debug:
            from .debug import _create_debuggers

            self._activations.extend(_create_debuggers(debug))

    def _is_over(self):
        return self._shutdown_funcs is None

    def _call_at_shutdown(self, func):
        self._shutdown_funcs.append(func)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if not self._is_over():
            self.run(shutdown=True)

    def __del__(self):
        if not self._is_over():
            raise RuntimeError("Curio kernel not properly terminated.  Please use Kernel.run(shutdown=True)")

    def _make_runner(self):
        _curio.loop_started()
        self._activations = [act() if isinstance(act, type) and issubclass(act, Activation) else act
                             for act in self._activations]
        for activation in self._activations:
            activation.activate(self)
        runner = _curio.Runtime(self, self._tasks, self._taskcls, self._activations)
        runner.start()
        return runner

    def run(self, corofunc=None, *args, shutdown=False):
        """Runs a coroutine to its end and gives back its value; with `shutdown`, cancels all other tasks after it."""
        if self._is_over():
            raise RuntimeError("Can't run a kernel that's been shut down or crashed. Create a new kernel.")
        coro = None
        if corofunc:
            coro = meta.instantiate_coroutine(corofunc, *args)
        with meta.running(self):
            self._runner = self._runner or self._make_runner()
            error, value = (None, None) if shutdown and not coro else self._drive(coro)
            if shutdown:
                self._shut_down()
            if error:
                raise error
        return value

    def _drive(self, coro):
        """Drives a coroutine, or whatever is ready; exception and value of its task, which is let go of."""
        task = self._runner.run(coro, False)
        if not task:
            return None, None
        error = task.exception
        return error, None if error else task.result

    def _shut_down(self):
        async def _shutdown_tasks(tocancel):
            for task in tocancel:
                _curio.cancelled_for(task, "shutdown")
                await task.cancel()

        _shutdown_tasks.__qualname__ = "Kernel.run.<locals>._shutdown_tasks"  # its task's name
        newest_first = sorted(self._tasks.values(), key=lambda task: task.id, reverse=True)
        self._runner.run(_shutdown_tasks(newest_first), True)
        assert not self._tasks, "New tasks created during shutdown"
        self._runner = None
        for func in self._shutdown_funcs:
            func()
        self._shutdown_funcs = None
        _curio.loop_ended()

    def _report_crash(self, task, error):
        logging.getLogger("curio.kernel").error("Task Crash: %r", task, exc_info=error)


def run(corofunc, *args, with_monitor=False, selector=None, debug=None, activations=None, **kernel_extra):
    """Runs a coroutine on a kernel of its own; its value."""
    if with_monitor:
        raise NotImplementedError("curio's monitor needs a socket, and there are no sockets in a browser")
    kernel = Kernel(selector=selector, debug=debug, activations=activations, **kernel_extra)
    with kernel:
        return kernel.run(corofunc, *args)


class Activation:
    """Is told what a kernel does; to be inherited from."""

    def activate(self, kernel):
        """The kernel is about to begin."""

    def created(self, task):
        """There is a new task."""

    def running(self, task):
        """The task goes on."""

    def suspended(self, task, trap):
        """The task has stopped, at a trap."""

    def terminated(self, task):
        """The task has ended."""
