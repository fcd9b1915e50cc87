"""`curio.io` needs sockets. Owns: saying so. Must not know: anything else."""

raise NotImplementedError("curio.io: there are no sockets in a browser")
