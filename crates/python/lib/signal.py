"""signal: the names of signals. Nothing in a browser sends one, so nothing can be done with them.

Must not know: any loop.
"""

import enum


class Signals(enum.IntEnum):
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
    SIG_DFL = 0
    SIG_IGN = 1


globals().update(Signals.__members__)
globals().update(Handlers.__members__)


def default_int_handler(signalnum, frame, /):
    raise KeyboardInterrupt


def getsignal(signalnum, /):
    return default_int_handler if signalnum == Signals.SIGINT else Handlers.SIG_DFL


def strsignal(signalnum, /):
    names = {2: "Interrupt", 9: "Killed", 14: "Alarm clock", 15: "Terminated"}
    return names.get(signalnum)


def valid_signals():
    return set(Signals)


def _unavailable(name):
    def refuse(*args, **kwargs):
        raise NotImplementedError(f"signal.{name}: there are no signals in a browser, where Espalier runs")

    refuse.__name__ = refuse.__qualname__ = name
    return refuse


signal = _unavailable("signal")
raise_signal = _unavailable("raise_signal")
alarm = _unavailable("alarm")
setitimer = _unavailable("setitimer")
pause = _unavailable("pause")
