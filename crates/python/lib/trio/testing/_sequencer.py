"""`trio.testing.Sequencer`: blocks of several tasks run in a given order.

Owns: its rules (`trio/testing/_sequencer.py`); a program on top of trio. Must not know: the runner.
"""

from contextlib import asynccontextmanager

from _trio import Cancelled, Event


class Sequencer:
    """`async with seq(n):` waits for the block with `n - 1` to end."""

    __module__ = "trio.testing"

    def __init__(self):
        self._points, self._claimed, self._broken = {}, set(), False

    def _point(self, position):
        if position not in self._points:
            self._points[position] = Event()
        return self._points[position]

    @asynccontextmanager
    async def __call__(self, position):
        if position in self._claimed:
            raise RuntimeError(f"Attempted to reuse sequence point {position}")
        if self._broken:
            raise RuntimeError("sequence broken!")
        self._claimed.add(position)
        if position != 0:
            try:
                await self._point(position).wait()
            except Cancelled:
                self._broken = True
                for event in self._points.values():
                    event.set()
                raise RuntimeError("Sequencer wait cancelled -- sequence broken") from None
            else:
                if self._broken:
                    raise RuntimeError("sequence broken!")
        try:
            yield
        finally:
            self._point(position + 1).set()
