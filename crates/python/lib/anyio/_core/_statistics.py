"""What primitives tell of themselves. Apart from them, because dataclasses take long to load, and few programs ask."""

from dataclasses import dataclass

from ._testing import TaskInfo


@dataclass(frozen=True)
class EventStatistics:
    """Who waits for an event."""

    tasks_waiting: int


@dataclass(frozen=True)
class CapacityLimiterStatistics:
    """Who has and who waits for a limiter's tokens."""

    borrowed_tokens: int
    total_tokens: float
    borrowers: tuple
    tasks_waiting: int


@dataclass(frozen=True)
class LockStatistics:
    """Who has and who waits for a lock."""

    locked: bool
    owner: TaskInfo | None
    tasks_waiting: int


@dataclass(frozen=True)
class ConditionStatistics:
    """Who waits for a condition, and for its lock."""

    tasks_waiting: int
    lock_statistics: LockStatistics


@dataclass(frozen=True)
class SemaphoreStatistics:
    """Who waits for a semaphore."""

    tasks_waiting: int
