"""Virtual time for the real libraries: what lets a recorded run be exact.

Owns: replacing every clock, timer and order of chance in CPython 3.13's asyncio and in trio 0.35, so
that a program always prints the same text. Each module here covers one thing and can be read alone:
`clock` (what time it is), `order` (sets that remember their order), `threads` (worker threads in turn),
`asyncio_loop` and `trio_run` (the two libraries).

Must not know: Espalier's engine, its models, or what a program ought to print.
"""
