"""What an abort function answers.

Owns: the enumeration. A module of its own, loaded when first asked for: most programs abort nothing, and enumerations cost
more to load than they weigh. Must not know: anything.
"""

from enum import Enum


class Abort(Enum):
    """Whether a task no longer waits."""

    __module__ = "trio.lowlevel"

    SUCCEEDED = 1
    FAILED = 2
