"""Looking into suspended tasks.

Owns: `Task.iter_await_frames`. Must not know: the runner.
"""


def iter_await_frames(coro):
    """The frames in which a coroutine is suspended, outermost first, with their lines."""
    while coro is not None:
        if hasattr(coro, "cr_frame"):
            if coro.cr_frame:
                yield coro.cr_frame, coro.cr_frame.f_lineno
            coro = coro.cr_await
        elif hasattr(coro, "gi_frame"):
            if coro.gi_frame:
                yield coro.gi_frame, coro.gi_frame.f_lineno
            coro = coro.gi_yieldfrom
        else:
            return
