"""`curio.ssl` needs sockets. Owns: saying so. Must not know: anything else."""

raise NotImplementedError("curio.ssl: there are no sockets in a browser")
