"""`Task.get_stack` and `Task.print_stack`: the frames of a task's coroutine, or of the exception that ended it.

Must not know: how a task steps.
"""

import linecache
import traceback


def get_stack(task, limit):
    coroutine = task.get_coro()
    frame = getattr(coroutine, "cr_frame", None) or getattr(coroutine, "gi_frame", None)
    frames = []
    if frame is not None:
        while frame is not None and (limit is None or len(frames) < limit):
            frames.append(frame)
            frame = frame.f_back
        frames.reverse()
    elif task.done() and not task.cancelled() and task._exception is not None:
        tb = task._exception.__traceback__
        while tb is not None and (limit is None or len(frames) < limit):
            frames.append(tb.tb_frame)
            tb = tb.tb_next
    return frames


def print_stack(task, limit, file):
    extracted = []
    for frame in get_stack(task, limit):
        code = frame.f_code
        line = linecache.getline(code.co_filename, frame.f_lineno, frame.f_globals)
        extracted.append((code.co_filename, frame.f_lineno, code.co_name, line))
    exception = task._exception
    if not extracted:
        print(f"No stack for {task!r}", file=file)
    elif exception is not None:
        print(f"Traceback for {task!r} (most recent call last):", file=file)
    else:
        print(f"Stack for {task!r} (most recent call last):", file=file)
    traceback.print_list(extracted, file=file)
    if exception is not None:
        for line in traceback.format_exception_only(exception):
            print(line, file=file, end="")
