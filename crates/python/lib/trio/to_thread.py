"""`trio.to_thread`, as programs import it.

Owns: which names it has. Must not know: how anything works.
"""

from trio._threads import current_default_thread_limiter, to_thread_run_sync as run_sync

__all__ = ["current_default_thread_limiter", "run_sync"]
