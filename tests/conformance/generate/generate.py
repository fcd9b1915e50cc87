"""Random programs, run on the real library and on Espalier, and compared.

usage: generate.py --library anyio-asyncio|anyio-trio|asyncio|curio|trio [--seed N] [--count K] [--espalier BIN] [--out DIR] [--jobs N]

Program number I of seed N is always the same program. Without --espalier the programs only run on the real library
(twice, under two hash seeds, so that one which leaves its output to chance is noticed). A program on which the two
disagree is cut down, as a tree of actions, to the smallest that still disagrees, and written to --out
as NAME.py, NAME.expected (the real library) and NAME.found (Espalier); from there it can join `programs/`.
A program that comes to a deadlock has to come to the same one on both sides. One that never ends on the real library, ends there
with an error, or does not print the same there when it runs again (its threads are real), is left out, and counted. The exit code is 1 if any disagreed.

Owns: the comparison. Must not know: what an action means in either library (`render_*.py`).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import render_anyio
import render_asyncio
import render_curio
import render_trio
from actions import Block, Grower, shrink, size

RUN_PROGRAM = Path(__file__).resolve().parent.parent / "record" / "run_program.py"
LIBRARIES = {
    "anyio-asyncio": render_anyio.ASYNCIO, "anyio-trio": render_anyio.TRIO, "asyncio": render_asyncio, "curio": render_curio,
    "trio": render_trio,
}
REAL_SECONDS, ESPALIER_SECONDS = 60, 60
# A program may end, or come to where nothing can happen any more; then both sides say so by the same exit code.
COMPARABLE_CODES = (0, 3)
RUNS_TO_BE_SURE = 3
DEPTH, BUDGET = 4, 44


class Hangs(Exception):
    """The program does not end within the time allowed."""


class Broken(Exception):
    """The program ends with an error on the real library: not a program to compare by."""


@dataclass(frozen=True)
class Ran:
    stdout: str
    stderr: str
    code: int


def grow(library: str, seed: int, index: int) -> Block:
    chosen = LIBRARIES[library]
    return Grower(f"{library} {seed} {index}", chosen.KINDS, BUDGET).program(DEPTH, chosen.TOPS)


def execute(command: list[str], folder: Path, seconds: float, **environment: str) -> Ran:
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=seconds, stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1", **environment},
        )
    except subprocess.TimeoutExpired:
        raise Hangs from None
    return Ran(done.stdout, done.stderr, done.returncode)


class Comparison:
    """Runs texts on both sides."""

    def __init__(self, library: str, espalier: str | None, folder: Path) -> None:
        self.library, self.espalier, self.folder = library, espalier, folder

    def real(self, file: Path, hash_seed: str = "0") -> Ran:
        return execute([sys.executable, str(RUN_PROGRAM), file.name], file.parent, REAL_SECONDS, PYTHONHASHSEED=hash_seed)

    def other(self, file: Path) -> Ran:
        """Espalier's run; without Espalier a second real one."""
        if self.espalier is None:
            return self.real(file, "1")
        try:
            return execute([self.espalier, "run", file.name], file.parent, ESPALIER_SECONDS)
        except Hangs:
            return Ran("", "hangs", -1)

    def disagreement(self, block: Block, origin: str) -> tuple[str, Ran, Ran] | None:
        """The program's text and both runs, if they differ. Raises `Hangs` or `Broken` if the real one is no use."""
        text = LIBRARIES[self.library].render(block, origin)
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            file = Path(folder) / "program.py"
            file.write_text(text, encoding="utf-8")
            real = self.real(file)
            other = self.other(file)
        if real.code not in COMPARABLE_CODES:
            raise Broken(real.stderr or real.stdout)
        return (text, real, other) if (real.stdout, real.code) != (other.stdout, other.code) else None

    def is_chance(self, text: str, first: Ran) -> bool:
        """Whether the real library prints something else when it runs again: then nothing can be held against Espalier."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            file = Path(folder) / "program.py"
            file.write_text(text, encoding="utf-8")
            return any(self.real(file).stdout != first.stdout for _ in range(RUNS_TO_BE_SURE))

    def still_fails(self, block: Block) -> bool:
        try:
            return self.disagreement(block, "being shrunk") is not None
        except (Hangs, Broken):
            return False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--library", choices=LIBRARIES, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--first", type=int, default=0, help="begin with this program of the seed")
    parser.add_argument("--espalier", default=os.environ.get("ESPALIER_BIN"), help="the espalier command; $ESPALIER_BIN")
    parser.add_argument("--out", type=Path, help="where programs that disagree are written")
    parser.add_argument("--print", action="store_true", help="print the programs instead of running them")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()

    indexes = range(options.first, options.first + options.count)
    if options.print:
        for index in indexes:
            print(LIBRARIES[options.library].render(grow(options.library, options.seed, index), f"seed {options.seed} number {index}"))
        return 0

    with tempfile.TemporaryDirectory(prefix="espalier-generate-") as scratch:
        comparison = Comparison(options.library, options.espalier, Path(scratch))

        def one(index: int):
            block = grow(options.library, options.seed, index)
            origin = f"seed {options.seed} number {index}"
            try:
                found = comparison.disagreement(block, origin)
                if found is None:
                    return "agrees", None
                if options.espalier and comparison.is_chance(*found[:2]):
                    print(f"CHANCE number {index}: the real library does not print the same twice")
                    return "chance", None
            except Hangs:
                print(f"HANGS number {index}")
                return "hangs", None
            except Broken as error:
                print(f"BREAKS number {index}: {str(error)[-300:]}")
                return "breaks", None
            small = shrink(block, comparison.still_fails)
            return "disagrees", (size(block), size(small), comparison.disagreement(small, f"{origin}, shrunk"))

        counts = {"agrees": 0, "hangs": 0, "breaks": 0, "chance": 0, "disagrees": 0}
        with ThreadPoolExecutor(options.jobs) as pool:
            for index, (verdict, detail) in zip(indexes, pool.map(one, indexes)):
                counts[verdict] += 1
                if detail is None:
                    continue
                before, after, found = detail
                name = f"generated_{options.library}_{options.seed}_{index}"
                print(f"DISAGREES {name}: {before} actions, shrunk to {after}")
                if options.out is not None and found is not None:
                    text, real, other = found
                    options.out.mkdir(parents=True, exist_ok=True)
                    (options.out / f"{name}.py").write_text(text, encoding="utf-8")
                    (options.out / f"{name}.expected").write_text(real.stdout, encoding="utf-8")
                    (options.out / f"{name}.found").write_text(other.stdout + other.stderr, encoding="utf-8")
    against = "Espalier" if options.espalier else "itself"
    print(f"{options.library}, seed {options.seed}: {options.count} programs on the real library and {against}: " +
          ", ".join(f"{n} {verdict}" for verdict, n in counts.items()))
    return int(counts["disagrees"] > 0)


if __name__ == "__main__":
    sys.exit(main())
