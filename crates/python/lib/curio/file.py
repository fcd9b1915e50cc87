"""`curio.file` needs files. Owns: saying so. Must not know: anything else."""

raise NotImplementedError("curio.file: there are no files in a browser")
