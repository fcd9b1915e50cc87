"""Tracebacks for exceptions that the native part raises in place of others.

Owns: one frame that is not the program's. Must not know: why something is raised.
"""


def with_traceback(exc):
    """The exception with a traceback, and with the context that it had."""
    context = exc.__context__
    try:
        raise exc
    except BaseException:
        pass
    exc.__context__ = context
    try:
        return exc
    finally:
        # The traceback holds this frame.
        del exc, context
