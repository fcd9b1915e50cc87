"""Making memory object streams. Rules: `anyio/_core/_streams.py` of anyio 4.16."""

import math

from ..streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream, _State


class create_memory_object_stream(tuple):
    """Both ends of a new stream: the sending, the receiving one."""

    def __new__(cls, max_buffer_size=0, item_type=None):
        if max_buffer_size != math.inf and not isinstance(max_buffer_size, int):
            raise ValueError("max_buffer_size must be either an integer or math.inf")
        if max_buffer_size < 0:
            raise ValueError("max_buffer_size cannot be negative")
        if item_type is not None:
            from warnings import warn

            warn(
                "The item_type argument has been deprecated in AnyIO 4.0. Use "
                "create_memory_object_stream[YourItemType](...) instead.",
                DeprecationWarning,
                stacklevel=2,
            )
        state = _State(max_buffer_size)
        return MemoryObjectSendStream(state), MemoryObjectReceiveStream(state)
