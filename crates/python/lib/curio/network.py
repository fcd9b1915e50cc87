"""`curio.network` needs sockets. Owns: saying so. Must not know: anything else."""

raise NotImplementedError("curio.network: there are no sockets in a browser")
