"""Tasks and loops that are not the model's, as another library announces them (`asyncio.tasks._register_task`, `_enter_task`).

Must not know: the model's own tasks and loops, of which it is never asked.
"""

import _weakref

_tasks = {}
_current = {}


def register_task(task):
    key = id(task)
    _tasks[key] = _weakref.ref(task, lambda gone: _tasks.pop(key, None))


def unregister_task(task):
    _tasks.pop(id(task), None)


def enter_task(loop, task):
    current = _current.get(loop)
    if current is not None:
        raise RuntimeError(f"Cannot enter into task {task!r} while another task {current!r} is being executed.")
    _current[loop] = task


def leave_task(loop, task):
    current = _current.get(loop)
    if current is not task:
        raise RuntimeError(f"Leaving task {task!r} does not match the current task {current!r}.")
    del _current[loop]


def current_task(loop):
    return _current.get(loop)


def all_tasks(loop):
    alive = [task for task in (ref() for ref in list(_tasks.values())) if task is not None]
    return {task for task in alive if _loop_of(task) is loop and not task.done()}


def _loop_of(task):
    get_loop = getattr(task, "get_loop", None)
    return get_loop() if get_loop is not None else task._loop
