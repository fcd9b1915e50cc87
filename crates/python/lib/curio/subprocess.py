"""`curio.subprocess` needs subprocesses. Owns: saying so. Must not know: anything else."""

raise NotImplementedError("curio.subprocess: there are no subprocesses in a browser")
