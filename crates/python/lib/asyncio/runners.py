"""asyncio.runners: the names that programs import from it; the rules are in `_asyncio`."""

from _asyncio import Runner, run
