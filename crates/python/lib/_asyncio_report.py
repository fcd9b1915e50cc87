"""What the default exception handler of asyncio's loop writes: a report on standard error, through `logging` where the
program has set that up. Python, for it is rare and made of Python's own formatting.

Must not know: who reports.
"""

import sys


def _logger():
    """asyncio's logger, once the program has `logging`; without it, what it would write goes to standard error."""
    if "logging" not in sys.modules:
        return None
    from asyncio import base_events

    return base_events.logger


def report(context):
    message = context.get("message") or "Unhandled exception in event loop"
    exception = context.get("exception")
    lines = [message]
    for key in sorted(context):
        if key in ("source_traceback", "handle_traceback"):
            made = "Object" if key == "source_traceback" else "Handle"
            stack = "".join(context[key].format()).rstrip()
            lines.append(f"{made} created at (most recent call last):\n{stack}")
        elif key not in ("message", "exception"):
            lines.append(f"{key}: {context[key]!r}")
    text = "\n".join(lines)
    logger = _logger()
    if logger is not None:
        logger.error(text, exc_info=exception is not None and (type(exception), exception, exception.__traceback__))
        return
    sys.stderr.write(text + "\n")
    if exception is not None:
        import traceback

        traceback.print_exception(exception)


def slow(what, seconds):
    """In debug mode: a callback blocked the loop for so many seconds."""
    text = f"Executing {what!r} took {seconds:.3f} seconds"
    logger = _logger()
    if logger is not None:
        logger.warning(text)
    else:
        sys.stderr.write(text + "\n")
