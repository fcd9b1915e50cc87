"""asyncio.locks: the names that programs import from it; the rules are in `_asyncio`."""

from _asyncio import Barrier, BoundedSemaphore, Condition, Event, Lock, Semaphore
