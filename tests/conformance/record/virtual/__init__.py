"""Virtual time for the real libraries: what lets a recorded run be exact.

Owns: replacing every clock, timer and order of chance in CPython 3.13's asyncio, in trio 0.35, in anyio 4.16 and in curio 1.6, so
that a program always prints the same text. Each module here covers one thing and can be read alone:
`clock` (what time it is), `order` (sets that remember their order), `threads` (worker threads in turn),
`asyncio_loop`, `trio_run`, `anyio_backends` and `curio_kernel` (the libraries).

Must not know: Espalier's engine, its models, or what a program ought to print.
"""
