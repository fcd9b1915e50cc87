"""`curio.socket` needs sockets. Owns: saying so. Must not know: anything else."""

raise NotImplementedError("curio.socket: there are no sockets in a browser")
