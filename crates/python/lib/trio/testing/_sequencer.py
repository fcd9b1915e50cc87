"""`trio.testing.Sequencer`: blocks of several tasks run in a given order.

Owns: its rules (`trio/testing/_sequencer.py`); a program on top of trio. Must not know: the runner.
"""

from collections import defaultdict
from contextlib import asynccontextmanager

from _trio import Cancelled, Event


class Sequencer:
    """`async with seq(n):` waits for the block with `n - 1` to end."""

    __module__ = "trio.testing"

    def __init__(self):
        self._turns = defaultdict(Event)  # by position: set when the block before has ended
        self._taken = set()
        self._broken = False

    def _unbroken(self):
        if self._broken:
            raise RuntimeError("sequence broken!")

    def _break(self):
        """Nobody's turn comes any more: all who wait go on, to fail."""
        self._broken = True
        for turn in self._turns.values():
            turn.set()

    async def _wait_turn(self, position):
        try:
            await self._turns[position].wait()
        except Cancelled:
            self._break()
            raise RuntimeError("Sequencer wait cancelled -- sequence broken") from None
        self._unbroken()

    @asynccontextmanager
    async def __call__(self, position):
        if position in self._taken:
            raise RuntimeError(f"Attempted to reuse sequence point {position}")
        self._unbroken()
        self._taken.add(position)
        if position:
            await self._wait_turn(position)
        try:
            yield
        finally:
            self._turns[position + 1].set()
