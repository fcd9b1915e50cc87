"""What primitives are made of: the requests that a task can make of the kernel, each a coroutine.

Owns: their names. The kernel's answers are native (`_curio.Runtime`). Must not know: any primitive.
"""

from _curio import kernel_trap as _kernel_trap

from . import errors

__all__ = [
    "_read_wait", "_write_wait", "_future_wait", "_sleep", "_spawn", "_cancel_task", "_scheduler_wait", "_scheduler_wake",
    "_get_kernel", "_get_current", "_set_timeout", "_unset_timeout", "_clock", "_io_waiting", "_io_release",
]


def _trap(request, signature):
    """A coroutine function that makes one request; `signature` gives its parameters with their defaults."""
    names = [part.partition("=")[0] for part in signature]
    namespace = {"_kernel_trap": _kernel_trap, "errors": errors}
    source = f"async def {request[1]}({', '.join(signature)}):\n"
    source += f"    return await _kernel_trap({', '.join([repr(request[0]), *names])})\n"
    exec(compile(source, "<espalier curio.traps>", "exec"), namespace)
    return namespace[request[1]]


_clock = _trap(("trap_clock", "_clock"), [])
_get_current = _trap(("trap_get_current", "_get_current"), [])
_get_kernel = _trap(("trap_get_kernel", "_get_kernel"), [])
_sleep = _trap(("trap_sleep", "_sleep"), ["clock"])
_spawn = _trap(("trap_spawn", "_spawn"), ["coro"])
_cancel_task = _trap(("trap_cancel_task", "_cancel_task"), ["task", "exc=errors.TaskCancelled", "val=None"])
_scheduler_wait = _trap(("trap_sched_wait", "_scheduler_wait"), ["sched", "state"])
_scheduler_wake = _trap(("trap_sched_wake", "_scheduler_wake"), ["sched", "n=1"])
_set_timeout = _trap(("trap_set_timeout", "_set_timeout"), ["clock"])
_unset_timeout = _trap(("trap_unset_timeout", "_unset_timeout"), ["previous"])
_future_wait = _trap(("trap_future_wait", "_future_wait"), ["future", "event=None"])
_io_waiting = _trap(("trap_io_waiting", "_io_waiting"), ["fileobj"])
_io_release = _trap(("trap_io_release", "_io_release"), ["fileobj"])


async def _read_wait(fileobj):
    return await _kernel_trap("trap_io", fileobj, 1, "READ_WAIT")


async def _write_wait(fileobj):
    return await _kernel_trap("trap_io", fileobj, 2, "WRITE_WAIT")
