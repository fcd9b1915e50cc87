"""Activations that write down what the kernel does, for `curio.run(..., debug=...)`.

Owns: their texts. Rules: `curio/debug.py`. Must not know: the loop.
"""

import logging
import time

from .errors import TaskCancelled
from .kernel import Activation

__all__ = ["longblock", "schedtrace", "traptrace", "logcrash"]

log = logging.getLogger("curio.debug")


class DebugBase(Activation):
    """Writes to a log, about all tasks or those with certain names."""

    def __init__(self, *, level=logging.INFO, log=log, filter=None, **kwargs):
        self.level, self.filter, self.log = level, filter, log

    def check_filter(self, task):
        """Whether the task is left out."""
        return not (self.filter and task.name not in self.filter)

    def _write(self, task, text, *args, **kwargs):
        if self.check_filter(task):
            self.log.log(self.level, text, *args, **kwargs)


class longblock(DebugBase):
    """Tells of steps that take long."""

    def __init__(self, *, max_time=0.05, level=logging.WARNING, **kwargs):
        self.max_time = max_time
        super().__init__(level=level, **kwargs)

    def running(self, task):
        self._step_began = time.monotonic()

    def suspended(self, task, trap):
        took = time.monotonic() - self._step_began
        if took > self.max_time:
            self._write(task, "%r ran for %s seconds", task, took)


class logcrash(DebugBase):
    """Tells of tasks that fail."""

    _NO_CRASH = StopIteration, TaskCancelled, KeyboardInterrupt, SystemExit

    def __init__(self, level=logging.ERROR, **kwargs):
        super().__init__(level=level, **kwargs)

    def suspended(self, task, trap):
        error = task.exception if task.terminated else None
        if error and not isinstance(error, self._NO_CRASH):
            self._write(task, "%r crashed", task, exc_info=error)


class schedtrace(DebugBase):
    """Tells of every step."""

    def _tell(self, what, task):
        self._write(task, f"{what}:%f:%r", time.time(), task)

    def created(self, task):
        self._tell("CREATE", task)

    def running(self, task):
        self._tell("RUN", task)

    def suspended(self, task, trap):
        self._tell("SUSPEND", task)

    def terminated(self, task):
        self._tell("TERMINATED", task)


class traptrace(schedtrace):
    """Tells of every step and the trap at its end."""

    def suspended(self, task, trap):
        if trap:
            self._write(task, "TRAP:%r", trap)
        super().suspended(task, trap)


def _create_debuggers(debug):
    if debug is True:
        debug = [schedtrace]
    elif not isinstance(debug, (list, tuple)):
        debug = [debug]
    return [one() if isinstance(one, type) and issubclass(one, DebugBase) else one for one in debug]
