"""`signal`, as far as there are signals in a page: they come by `raise_signal` alone, and SIGINT also by the reader's Ctrl-C.

The handler of SIGINT is kept by `_interrupt`, where asyncio and trio put theirs while they run.
"""

import enum
import sys

import _interrupt


class Signals(enum.IntEnum):
    """The signals that programs name."""

    SIGHUP = 1
    SIGINT = 2
    SIGQUIT = 3
    SIGABRT = 6
    SIGKILL = 9
    SIGUSR1 = 10
    SIGUSR2 = 12
    SIGPIPE = 13
    SIGALRM = 14
    SIGTERM = 15
    SIGCHLD = 17


class Handlers(enum.IntEnum):
    """What stands for a handler and is none."""

    SIG_DFL = 0
    SIG_IGN = 1


SIGHUP, SIGINT, SIGQUIT, SIGABRT, SIGKILL, SIGUSR1, SIGUSR2, SIGPIPE, SIGALRM, SIGTERM, SIGCHLD = Signals
SIG_DFL, SIG_IGN = Handlers

_WORDS = {
    SIGHUP: "Hangup",
    SIGINT: "Interrupt",
    SIGQUIT: "Quit",
    SIGABRT: "Aborted",
    SIGKILL: "Killed",
    SIGUSR1: "User defined signal 1",
    SIGUSR2: "User defined signal 2",
    SIGPIPE: "Broken pipe",
    SIGALRM: "Alarm clock",
    SIGTERM: "Terminated",
    SIGCHLD: "Child exited",
}
_handlers = {}


def default_int_handler(signalnum, frame, /):
    """What SIGINT does unless told otherwise."""
    raise KeyboardInterrupt


def _ignore(signalnum, frame):
    pass


def _checked(signalnum):
    try:
        return Signals(signalnum)
    except ValueError:
        raise ValueError("signal number out of range") from None


def getsignal(signalnum):
    """The handler of a signal."""
    if _checked(signalnum) is not SIGINT:
        return _handlers.get(signalnum, SIG_DFL)
    handler = _interrupt.handler()
    return default_int_handler if handler is None else SIG_IGN if handler is _ignore else handler


def signal(signalnum, handler):
    """Sets the handler of a signal; the one before."""
    signalnum, before = _checked(signalnum), getsignal(signalnum)
    if not callable(handler) and handler not in (SIG_DFL, SIG_IGN):
        raise TypeError("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object")
    if signalnum is not SIGINT:
        _handlers[signalnum] = handler
    elif handler == SIG_DFL:
        raise NotImplementedError("signal: there is no process here that a signal could end")
    else:
        own = None if handler is default_int_handler else _ignore if handler == SIG_IGN else handler
        _interrupt.set_handler(own)
    return before


def raise_signal(signalnum):
    """Sends a signal to the program itself."""
    handler = getsignal(signalnum)
    if handler == SIG_DFL:
        raise NotImplementedError("signal: there is no process here that a signal could end")
    if handler != SIG_IGN:
        handler(int(signalnum), sys._getframe(1))


def strsignal(signalnum):
    """A signal in words."""
    return _WORDS[_checked(signalnum)]


def valid_signals():
    """The signals that there are."""
    return set(Signals)


def _unavailable(name):
    def refuse(*args, **kwargs):
        raise NotImplementedError(f"signal.{name}: there are no signals in a browser, where Espalier runs")

    refuse.__name__ = refuse.__qualname__ = name
    return refuse


alarm = _unavailable("alarm")
setitimer = _unavailable("setitimer")
pause = _unavailable("pause")
