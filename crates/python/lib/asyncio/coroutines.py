"""asyncio.coroutines: the names that programs import from it; the rules are in `_asyncio`."""

from _asyncio import iscoroutine

from .tasks import _is_coroutine, iscoroutinefunction


def _is_debug_mode():
    """Whether new loops begin in debug mode: an environment variable and an option of the command line say so elsewhere."""
    return False
