"""asyncio.format_helpers: how asyncio shows where something was made or is called.

Must not know: what is made.
"""

import sys
import traceback

# How many frames debug mode keeps of each object's creation.
DEBUG_STACK_DEPTH = 10


def extract_stack(frame=None, limit=None):
    """The stack, outermost frame first, without reading source lines before they are asked for."""
    if frame is None:
        frame = sys._getframe().f_back
    if limit is None:
        limit = DEBUG_STACK_DEPTH
    stack = traceback.StackSummary.extract(traceback.walk_stack(frame), limit=limit, lookup_lines=False)
    stack.reverse()
    return stack
