"""asyncio.queues: the names that programs import from it; the rules are in `_asyncio`."""

from _asyncio import LifoQueue, PriorityQueue, Queue, QueueEmpty, QueueFull, QueueShutDown
