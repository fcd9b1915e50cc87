"""Instruments, as far as Python is needed for them.

Owns: which hooks an instrument has, and the report of one that failed. Must not know: when hooks are called.
"""

import types

from trio.abc import Instrument


def hooks_of(instrument):
    """The names of the hooks that `instrument` defines itself."""
    hooks = []
    for name in dir(instrument):
        if name.startswith("_"):
            continue
        prototype = getattr(Instrument, name, None)
        if prototype is None:
            continue
        hook = getattr(instrument, name)
        if isinstance(hook, types.MethodType) and hook.__func__ is prototype:
            continue
        hooks.append(name)
    return hooks


def report(hook, instrument, error):
    """Logs that `instrument` failed; it is no longer called."""
    import logging

    logging.getLogger("trio.abc.Instrument").error(
        "Exception raised when calling %r on instrument %r. Instrument has been disabled.",
        hook, instrument, exc_info=error,
    )
