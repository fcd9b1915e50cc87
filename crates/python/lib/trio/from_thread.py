"""`trio.from_thread`, as programs import it.

Owns: which names it has. Must not know: how anything works.
"""

from trio._threads import from_thread_check_cancelled as check_cancelled, from_thread_run as run, from_thread_run_sync as run_sync

__all__ = ["check_cancelled", "run", "run_sync"]
