"""A random program as a tree of actions, and the smaller trees it can be cut down to.

Owns: what an action is, how a tree grows from a seed, how it shrinks. Every tree of the same kinds is a runnable
program, so that shrinking may cut anywhere: actions name events, locks, scopes and tasks by number, and a number
that nobody made is simply skipped at run time.
Must not know: Python's text for an action (`render_*.py`), nor how programs are compared.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Callable, Iterator

# Few different figures, so that deadlines tie often.
SECONDS = (0, 0.5, 1, 1, 1.5, 2, 2, 3)
ERRORS = ("ValueError", "KeyError", "OSError")

# Kinds whose first block must stay; each further one is a child task that can be left out.
ANY_NUMBER_OF_BLOCKS = frozenset({"group", "nursery", "gather", "wait"})

Block = tuple["Action", ...]


@dataclass(frozen=True)
class Action:
    """One statement: its kind, plain arguments, and the blocks of actions inside it.

    `blocks` that run in tasks of their own come after those that run in the same task; which are which
    is the renderer's business.
    """

    kind: str
    args: tuple = ()
    blocks: tuple[Block, ...] = ()

    def size(self) -> int:
        return 1 + sum(action.size() for block in self.blocks for action in block)


def size(block: Block) -> int:
    return sum(action.size() for action in block)


class Grower:
    """Draws blocks of actions; `kinds` maps a kind to its weight and to what draws its arguments and blocks."""

    def __init__(self, seed: str, kinds: dict[str, tuple[int, Callable[[Grower, int], Action]]], budget: int) -> None:
        self.random = random.Random(seed)
        self.kinds = kinds
        self.budget = budget
        self._next_number = 0
        self._targets: list[int] = [1]

    def number(self) -> int:
        """A number of its own, for anything."""
        self._next_number += 1
        return self._next_number

    def target(self) -> int:
        """A number of its own for a task, scope or nursery that others may aim at."""
        number = self.number()
        self._targets.append(number)
        return number

    def children(self, number: int, depth: int, at_least: int = 1) -> tuple[Block, ...]:
        """Blocks for tasks of their own, which are numbered `1000 * number + i`, clear of all others."""
        count = self.random.randint(at_least, 3)
        self._targets += [1000 * number + i for i in range(count)]
        return tuple(self.block(depth) for _ in range(count))

    def some_target(self) -> int:
        """The number of something that is made before this place, seldom after it."""
        if self.random.random() < 0.2:
            return self._next_number + self.random.randint(1, 3)
        return self.pick(self._targets)

    def program(self, depth: int, tops: tuple[str, ...]) -> Block:
        """Two or three acts, each of a kind of `tops`; an error in one does not end the others."""
        acts, count, whole = [], self.random.randint(2, 3), self.budget
        for _ in range(count):
            self.budget = whole // count
            act = self.kinds[self.pick(tops)][1](self, depth)
            acts.append(Action("caught", (self.number(),), ((act,), ())))
        return tuple(acts)

    def pick(self, options):
        return self.random.choice(options)

    def seconds(self) -> float:
        return self.pick(SECONDS)

    def block(self, depth: int, at_least: int = 1, at_most: int = 4) -> Block:
        actions = []
        for _ in range(self.random.randint(at_least, at_most)):
            if self.budget <= 0:
                break
            self.budget -= 1
            names = [k for k in self.kinds if depth > 0 or not k[0].isupper()]
            weights = [self.kinds[k][0] for k in names]
            [kind] = self.random.choices(names, weights)
            actions.append(self.kinds[kind][1](self, depth - 1))
        return tuple(actions) or (Action("say", (self.number(),)),)


def smaller(block: Block) -> Iterator[Block]:
    """Every tree that is this one with one cut: the boldest cuts first."""
    n = len(block)
    width = n // 2
    while width >= 1:
        for start in range(0, n, width):
            yield block[:start] + block[start + width :]
        width //= 2
    for i, action in enumerate(block):
        for inner in action.blocks:
            if inner:
                yield block[:i] + inner + block[i + 1 :]
    for i, action in enumerate(block):
        for j, inner in enumerate(action.blocks):
            for cut in (*smaller(inner), *simpler_arguments(action, j)):
                if isinstance(cut, Action):
                    yield block[:i] + (cut,) + block[i + 1 :]
                else:
                    blocks = action.blocks[:j] + (cut,) + action.blocks[j + 1 :]
                    yield block[:i] + (replace(action, blocks=blocks),) + block[i + 1 :]


def simpler_arguments(action: Action, j: int) -> Iterator[Action]:
    """Without child `j`, where a kind may have fewer; and, once per action, with its figures replaced by 1."""
    if action.kind in ANY_NUMBER_OF_BLOCKS and j > 0:
        yield replace(action, blocks=action.blocks[:j] + action.blocks[j + 1 :])
    if j == 0:
        yield from (replace(action, args=action.args[:k] + (1,) + action.args[k + 1 :])
                    for k, arg in enumerate(action.args) if isinstance(arg, float) and arg not in (1, 0))


def shrink(block: Block, still_fails: Callable[[Block], bool], attempts: int = 400) -> Block:
    """The smallest tree found that still fails, cutting greedily; `attempts` bounds how often a candidate is tried."""
    improved = True
    while improved and attempts > 0:
        improved = False
        for candidate in smaller(block):
            if attempts <= 0:
                break
            if not candidate or size(candidate) > size(block):
                continue
            attempts -= 1
            if still_fails(candidate):
                block, improved = candidate, True
                break
    return block
