"""The deprecated `trio.lowlevel.UnboundedQueue`.

Owns: its rules (`trio/_core/_unbounded_queue.py`); cold. Must not know: the runner.
"""

from _trio import ParkingLot, WouldBlock, cancel_shielded_checkpoint, checkpoint_if_cancelled
from trio._records import UnboundedQueueStatistics


class UnboundedQueue:
    """A queue whose items are got in batches."""

    __module__ = "trio.lowlevel"

    def __init__(self):
        import warnings

        from trio._deprecate import TrioDeprecationWarning

        text = (
            "trio.lowlevel.UnboundedQueue is deprecated since Trio 0.9.0; use trio.open_memory_channel(math.inf) "
            "instead (https://github.com/python-trio/trio/issues/497)"
        )
        warnings.warn(TrioDeprecationWarning(text), stacklevel=2)
        self._lot, self._data, self._can_get = ParkingLot(), [], False

    def __class_getitem__(cls, _item):
        return cls

    def __repr__(self):
        return f"<UnboundedQueue holding {len(self._data)} items>"

    def qsize(self):
        """Number of items."""
        return len(self._data)

    def empty(self):
        """Whether there is no item."""
        return not self._data

    def put_nowait(self, obj):
        """Adds an item; the first one after a batch lets one getter go."""
        if not self._data:
            if self._lot:
                self._lot.unpark(count=1)
            else:
                self._can_get = True
        self._data.append(obj)

    def _take(self):
        batch, self._data = self._data, []
        self._can_get = False
        return batch

    def get_batch_nowait(self):
        """All items, or `WouldBlock`."""
        if not self._can_get:
            raise WouldBlock
        return self._take()

    async def get_batch(self):
        """All items, once there is one."""
        await checkpoint_if_cancelled()
        if not self._can_get:
            await self._lot.park()
            return self._take()
        batch = self._take()
        await cancel_shielded_checkpoint()
        return batch

    def statistics(self):
        """Items and waiting tasks."""
        return UnboundedQueueStatistics(len(self._data), len(self._lot))

    def __aiter__(self):
        return self

    async def __anext__(self):
        return await self.get_batch()
