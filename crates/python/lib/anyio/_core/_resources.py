"""Closing without waiting. Rules: `anyio/_core/_resources.py` of anyio 4.16."""

from ._tasks import CancelScope


async def aclose_forcefully(resource):
    """Closes a resource in a scope that is cancelled."""
    with CancelScope() as scope:
        scope.cancel()
        await resource.aclose()
