"""The part of `shutil` that `argparse` needs: how wide a terminal is that is none.

Knows no files.
"""

import collections
import os

terminal_size = collections.namedtuple("terminal_size", "columns lines")


def get_terminal_size(fallback=(80, 24)):
    """What the environment says, or else what the caller expects."""

    def told(name, otherwise):
        try:
            size = int(os.environ[name])
        except (KeyError, ValueError):
            return otherwise
        return size if size > 0 else otherwise

    return terminal_size(told("COLUMNS", fallback[0]), told("LINES", fallback[1]))
