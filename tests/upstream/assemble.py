"""Assembles one program for one test: the modules that it needs, the prelude, the call.

Owns: which modules go into a program. Must not know: how the program is run.
"""

from __future__ import annotations

import functools
from pathlib import Path

import suites

PRELUDE = Path(__file__).resolve().parent / "prelude.py"


@functools.cache
def _carried(suite: suites.Suite, module: str, surroundings: suites.Surroundings, real: bool) -> str:
    """The text of everything but the call."""
    modules = {}
    for name, carried in suites.shims().items():
        if real and suites.stands_in_for_the_library(name):
            continue
        modules[name] = carried
    for name in (*suite.helpers, module):
        carried = suites.source(suite, name, surroundings)
        if carried is not None:
            modules[name] = carried
    return f"{PRELUDE.read_text(encoding='utf-8')}\n\nMODULES = {modules!r}\n\nimport {suite.library}\n\n"


def program(suite: suites.Suite, module: str, test: str, surroundings: suites.Surroundings, *, real: bool = False) -> str:
    """The program of one test; `real` for one that runs on the real library."""
    return f"{_carried(suite, module, surroundings, real)}run({suite.library!r}, {test!r})\n"
