"""A `signal` without signals: names that tests import."""

SIGINT = 2
SIG_DFL = 0


def default_int_handler(signum, frame):
    raise KeyboardInterrupt


def getsignal(signum):
    return default_int_handler


def signal(signum, handler):
    raise ValueError("no signals here")


def raise_signal(signum):
    raise NotImplementedError("no signals here")
