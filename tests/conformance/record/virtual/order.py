"""Sets that iterate in the order in which their members came.

Owns: the rule "sets of tasks are walked oldest first". The libraries keep tasks in plain sets, whose order
is that of memory addresses: chance, which no model can be held to. Must not know: which sets those are.
"""

from __future__ import annotations

from typing import Generic, Iterable, Iterator, TypeVar

T = TypeVar("T")


class OldestFirst(set, Generic[T]):
    """A set to everyone who asks; iterates and pops its oldest member first."""

    __slots__ = ("_in_order",)

    def __init__(self, members: Iterable[T] = ()) -> None:
        super().__init__()
        self._in_order: dict[T, None] = {}
        self.update(members)

    def add(self, member: T) -> None:
        super().add(member)
        self._in_order.setdefault(member)

    def update(self, *others: Iterable[T]) -> None:
        for other in others:
            for member in other:
                self.add(member)

    def remove(self, member: T) -> None:
        super().remove(member)
        del self._in_order[member]

    def discard(self, member: T) -> None:
        super().discard(member)
        self._in_order.pop(member, None)

    def pop(self) -> T:
        if not self:
            raise KeyError("pop from an empty set")
        oldest = next(iter(self._in_order))
        self.remove(oldest)
        return oldest

    def clear(self) -> None:
        super().clear()
        self._in_order.clear()

    def copy(self) -> OldestFirst[T]:
        return type(self)(self)

    def __iter__(self) -> Iterator[T]:
        return iter(self._in_order)


class NewestFirst(OldestFirst[T]):
    """Iterates backwards: for a walk that copies the members to a stack and pops them off its end."""

    __slots__ = ()

    def __iter__(self) -> Iterator[T]:
        return reversed(self._in_order)
