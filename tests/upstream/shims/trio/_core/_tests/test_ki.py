"""Ctrl-C for the tests that send it to themselves."""

import signal


def ki_self():
    signal.raise_signal(signal.SIGINT)
