"""Records what the real libraries print: the truth that the models are held to.

usage: record.py [--check] [--only GLOB] [--jobs N]

Needs CPython 3.13 with trio 0.35, anyio 4.16, FastAPI 0.165 and httpx 0.28; for `programs/curio`, and for these alone,
CPython 3.11 with curio 1.6, which does not import on later ones. For each `programs/LIBRARY/NAME.py` it writes, beside it,

    NAME.expected           standard output, to the byte
    NAME.expected-stderr    `uncaught` only: the traceback without what lies inside libraries (see `own_lines`)
    NAME.BACKEND.expected   `anyio` instead: standard output on each backend; the program's line `BACKEND = "..."` is replaced

With --check nothing is written; stale and missing files are listed and the exit code is 1.
To be recorded a program runs twice, under two hash seeds: one that prints two texts pins nothing and is refused.

Owns: the files of expectations. Must not know: how virtual time is made (`run_program.py`), nor Espalier's engine.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAMS = HERE.parent / "programs"
TIMEOUT_SECONDS = 60
HASH_SEEDS = ("0", "1")
# A program below `anyio` runs on each: its line `BACKEND = "..."` is replaced.
BACKENDS = ("asyncio", "trio")


class Refused(Exception):
    """A program that cannot be recorded, and why."""


@dataclass(frozen=True)
class Interpreter:
    """What one version of CPython records, and the libraries that it must have."""

    folders: tuple[str, ...]
    libraries: dict[str, str]


INTERPRETERS = {
    (3, 13): Interpreter(
        ("anyio", "asyncio", "fastapi", "trio", "uncaught"),
        {
            "trio": "0.35.", "anyio": "4.16.", "fastapi": "0.165.", "starlette": "1.10.", "pydantic": "2.14.",
            "httpx": "0.28.",
        },
    ),
    (3, 11): Interpreter(("curio",), {"curio": "1.6"}),
}


@dataclass(frozen=True)
class Output:
    stdout: bytes
    stderr: bytes
    code: int


def on_backend(source: str, backend: str) -> str:
    """The program's text for one backend."""
    replaced, count = re.subn(r'^BACKEND = ".*"$', f'BACKEND = "{backend}"', source, flags=re.MULTILINE)
    if count != 1:
        raise Refused('has no single line BACKEND = "..."')
    return replaced


def run_once(program: Path, hash_seed: str) -> Output:
    """Runs the program in its own folder, so that paths in its output are its bare file name."""
    uncaught = program.parent.name == "uncaught"
    command = [sys.executable, str(HERE / "run_program.py"), *(["--traceback"] if uncaught else []), program.name]
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONHASHSEED": hash_seed,
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHON_COLORS": "0",
    }
    try:
        done = subprocess.run(
            command, cwd=program.parent, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise Refused(f"did not end within {TIMEOUT_SECONDS} s") from None
    return Output(done.stdout, done.stderr, done.returncode)


def own_lines(stderr: str, program: str) -> str:
    """A traceback reduced to what any implementation must show.

    Kept: headings, rulers of groups, frames in the program itself, exception lines. Left out: frames inside
    libraries (a model has none), source lines, the markers under them, memory addresses. `src/driver.rs` does the same to ours.
    """
    kept, in_frames = [], False
    for line in stderr.splitlines():
        bars = re.match(r"(?: *\|(?: |$)| *\+ )*", line).group()
        rest = line[len(bars) :]
        in_frames = in_frames and rest.startswith("  ")
        if not in_frames or rest.startswith(f'  File "{program}"'):
            kept.append(re.sub(r" at 0x[0-9a-f]+", " at 0x?", line))
        if rest.endswith("Traceback (most recent call last):"):
            in_frames = True
    return "".join(f"{line}\n" for line in kept)


def record(program: Path, hash_seeds: tuple[str, ...]) -> dict[Path, bytes]:
    """The truth about one program: what each of its files of expectations should hold."""
    if program.parent.name != "anyio":
        return record_one(program, hash_seeds)
    files = {}
    with tempfile.TemporaryDirectory() as folder:
        for backend in BACKENDS:
            copy = Path(folder, program.name)
            copy.write_text(on_backend(program.read_text(encoding="utf-8"), backend), encoding="utf-8")
            (truth,) = record_one(copy, hash_seeds).values()
            files[program.with_suffix(f".{backend}.expected")] = truth
    return files


def record_one(program: Path, hash_seeds: tuple[str, ...]) -> dict[Path, bytes]:
    """The truth about a program as it stands."""
    first, *others = (run_once(program, seed) for seed in hash_seeds)
    uncaught = program.parent.name == "uncaught"
    if any((other.stdout, other.code, other.stderr * uncaught) != (first.stdout, first.code, first.stderr * uncaught)
           for other in others):
        raise Refused("prints two different texts on two runs")
    if first.code != int(uncaught):
        raise Refused(f"ends with exit code {first.code}\n{first.stdout[-500:].decode()}{first.stderr[-2000:].decode()}")
    if re.search(rb" at 0x[0-9a-f]+", first.stdout):
        raise Refused("prints a memory address")
    files = {program.with_suffix(".expected"): first.stdout}
    if uncaught:
        files[program.with_suffix(".expected-stderr")] = own_lines(first.stderr.decode(), program.name).encode()
    return files


def is_stored(outcome: dict[Path, bytes] | Refused) -> bool:
    """Whether every file of the truth holds it already."""
    return not isinstance(outcome, Refused) and all(path.exists() and path.read_bytes() == truth for path, truth in outcome.items())


def find_programs(folders: tuple[str, ...], only: str) -> list[Path]:
    found = sorted(path for folder in folders for path in (PROGRAMS / folder).glob("*.py"))
    return [path for path in found if fnmatch(f"{path.parent.name}/{path.stem}", only)]


def this_interpreter() -> Interpreter:
    """Refuses to record the truth of another version."""
    from importlib.metadata import PackageNotFoundError, version

    this = INTERPRETERS.get(sys.version_info[:2])
    if this is None:
        wanted = " or ".join(f"{major}.{minor}" for major, minor in INTERPRETERS)
        sys.exit(f"record.py needs CPython {wanted}, this is {sys.version.split()[0]}")
    for name, wanted in this.libraries.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "none"
        if not found.startswith(wanted):
            sys.exit(f"record.py needs {name} {wanted}, found {found}: pip install '{name}=={wanted.rstrip('.')}.*'")
    return this


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail if anything is stale")
    parser.add_argument("--only", metavar="GLOB", default="*", help="e.g. 'trio/scope_*'")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="programs at a time")
    options = parser.parse_args()
    programs = find_programs(this_interpreter().folders, options.only)
    if not programs:
        sys.exit(f"no program matches {options.only!r}")
    refused, stale = 0, 0

    def attempt(program: Path):
        try:
            return record(program, HASH_SEEDS[:1] if options.check else HASH_SEEDS)
        except Refused as reason:
            return reason

    def attempt_twice(program: Path):
        """A machine under load can make a real library's threads or its collector do something else: what is stale is so twice."""
        outcome = attempt(program)
        return outcome if is_stored(outcome) or not options.check else attempt(program)

    with ThreadPoolExecutor(options.jobs) as pool:
        for program, outcome in zip(programs, pool.map(attempt_twice, programs)):
            name = f"{program.parent.name}/{program.name}"
            if isinstance(outcome, Refused):
                refused += 1
                print(f"REFUSED {name}: {outcome}")
                continue
            for path, truth in outcome.items():
                if is_stored({path: truth}):
                    continue
                stale += 1
                if options.check:
                    print(f"STALE   {path.parent.name}/{path.name}")
                else:
                    print(f"wrote   {path.parent.name}/{path.name}")
                    path.write_bytes(truth)
    verb = "stale" if options.check else "written"
    print(f"{len(programs)} programs: {stale} files {verb}, {refused} programs refused")
    return int(bool(refused or (options.check and stale)))


if __name__ == "__main__":
    sys.exit(main())
