"""`curio.channel` needs sockets. Owns: saying so. Must not know: anything else."""

raise NotImplementedError("curio.channel: there are no sockets in a browser")
