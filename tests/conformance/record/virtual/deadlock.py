"""The end of a program in which nothing can ever happen again.

Owns: when that is believed, and how such a run ends. Must not know: event loops.

The real libraries would wait for ever. Under virtual time it is known that no timer is left, so the process ends
there as Espalier's command does, with the same exit code, and what was printed until then can be compared.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import Callable

from .threads import THREADS

EXIT_CODE = 3

# A thread may wait with a time limit of real seconds, and a loop in another thread may be at work.
PATIENCE_SECONDS = 1.0
STILL_SECONDS = 0.005


def wait_for_another_thread(poll: Callable[[float], list]) -> list:
    """What `poll(real_seconds)` finds, for a loop that has no timer and no thread that sleeps; the process ends if nobody is left to act."""
    while True:
        before = time.process_time()
        ready = poll(PATIENCE_SECONDS if threading.active_count() > 1 else 0)
        if ready or THREADS.any_parked:
            return ready
        if time.process_time() - before < STILL_SECONDS:
            print("deadlock: no timer is left, and no thread that could act", file=sys.stderr)
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(EXIT_CODE)
