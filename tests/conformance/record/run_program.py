"""Runs one program on the real library under virtual time; its standard output is the truth about it.

usage: run_program.py [--traceback] PROGRAM.py

An exception that leaves the program ends it with exit code 1 and is printed on standard output as one line,

    !! ExceptionGroup('message') [ValueError('x'), ...]

or, with --traceback, on standard error as Python prints it, less the recorder's own frames.

Owns: which library is prepared, and how a program ends. Must not know: any expectation.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
import threading
import traceback

from virtual.clock import CLOCK
from virtual.threads import THREADS


def prepare(source: str) -> None:
    """Replaces the clocks, then whatever the libraries that `source` imports need.

    Ctrl-C is heard as in a terminal: what a shell starts in its background ignores it, and so would the program.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    CLOCK.install()
    THREADS.install()
    imported = set(re.findall(r"^\s*(?:import|from)\s+(\w+)", source, re.MULTILINE))
    if imported & {"fastapi", "starlette", "httpx"}:
        imported.add("anyio")
    if "anyio" in imported:
        imported |= {"asyncio", "trio"}
    if "asyncio" in imported:
        from virtual import asyncio_loop

        asyncio_loop.install()
    if "trio" in imported:
        from virtual import trio_run

        trio_run.install()
    if "anyio" in imported:
        from virtual import anyio_backends

        anyio_backends.install()
    if "curio" in imported:
        from virtual import curio_kernel

        curio_kernel.install()


def exception_tree(exc: BaseException) -> str:
    """`Type(args)`, and for a group its members in brackets."""
    name = type(exc).__name__
    if isinstance(exc, BaseExceptionGroup):
        return f"{name}({exc.message!r}) [{', '.join(map(exception_tree, exc.exceptions))}]"
    return f"{name}({', '.join(map(repr, exc.args))})"


def run(path: str, as_traceback: bool) -> int:
    """Runs the program as `__main__` and returns its exit code."""
    with open(path, encoding="utf-8") as file:
        source = file.read()
    prepare(source)
    sys.argv = [path]
    sys.path[0] = os.path.dirname(os.path.abspath(path))
    namespace = {"__name__": "__main__", "__builtins__": __builtins__, "__file__": path}
    try:
        exec(compile(source, path, "exec", dont_inherit=True), namespace)
    except SystemExit as exc:
        return exc.code if isinstance(exc.code, int) else int(exc.code is not None)
    except BaseException as exc:
        if as_traceback:
            own_frame = exc.__traceback__
            exc.__traceback__ = own_frame.tb_next
            traceback.print_exception(exc)
        else:
            print("!!", exception_tree(exc))
        return 1
    return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--traceback", action="store_true", help="an uncaught exception goes to stderr as Python's own text")
    parser.add_argument("program")
    options = parser.parse_args()
    code = run(options.program, options.traceback)
    sys.stdout.flush()
    sys.stderr.flush()
    if threading.active_count() > 1:
        os._exit(code)  # a thread of the program is still parked and would never end
    sys.exit(code)


if __name__ == "__main__":
    main()
