"""`typing_extensions`, where this Python's own `typing` has all that it once added to older ones.

Must not know: who asks.
"""

import typing
from typing import *
from typing import get_args, get_origin, get_type_hints
from warnings import deprecated

__all__ = [*typing.__all__, "deprecated"]
