"""What tasks wait on: a line and a crowd. Native; here are their names."""

from _curio import SchedBarrier, SchedFIFO

__all__ = ["SchedFIFO", "SchedBarrier"]
