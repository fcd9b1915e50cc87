"""`curio.subprocess` needs subprocesses. Owns: saying so, of whatever is used of it. Must not know: anything else."""

from ._unavailable import module

__getattr__ = module("curio.subprocess", "subprocesses")
