"""What the default exception handler of asyncio's loop writes: a report on standard error, through `logging` where the
program has set that up. Python, for it is rare and made of Python's own formatting.

Must not know: who reports.
"""

import sys


def report(context):
    message = context.get("message") or "Unhandled exception in event loop"
    exception = context.get("exception")
    lines = [message]
    for key in sorted(context):
        if key not in ("message", "exception"):
            lines.append(f"{key}: {context[key]!r}")
    text = "\n".join(lines)
    logging = sys.modules.get("logging")
    if logging is not None and (logging.root.handlers or logging.getLogger("asyncio").handlers):
        logging.getLogger("asyncio").error(text, exc_info=exception or False)
        return
    sys.stderr.write(text + "\n")
    if exception is not None:
        import traceback

        traceback.print_exception(exception)


def slow(what, seconds):
    """In debug mode: a callback blocked the loop for so many seconds."""
    text = f"Executing {what!r} took {seconds:.3f} seconds"
    logging = sys.modules.get("logging")
    if logging is not None and (logging.root.handlers or logging.getLogger("asyncio").handlers):
        logging.getLogger("asyncio").warning(text)
    else:
        sys.stderr.write(text + "\n")
