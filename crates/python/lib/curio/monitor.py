"""`curio.monitor` needs sockets. Owns: saying so. Must not know: anything else."""

raise NotImplementedError("curio.monitor: there are no sockets in a browser")
