"""Runs the libraries' own tests on Espalier's models and prints what became of each.

usage: upstream.py [LIBRARY]... --espalier BIN [--sources DIR] [--python311 PYTHON] [--only PATTERN]... [--all] [--real]
                   [--jobs N] [--seconds N] [--keep DIR]

Runs on the CPython 3.13 whose packages hold the tests; those of curio lie in its source distribution, and are listed by
the CPython 3.11 that curio runs on. A test is one program (`assemble.py`), run by `espalier run`; it has passed if the
program says so in its last line. What `not-applicable.txt` lists is not run, unless with --all. With --real the same
programs run on the real library under virtual time instead: there every applicable test passes, or the shims are wrong.
The last line is the sum; the exit code is 0 whenever the tests could be run.

Owns: the run, its time limit and its table. Must not know: what is in a test.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import assemble
import suites

HERE = Path(__file__).resolve().parent
NOT_APPLICABLE = HERE / "not-applicable.txt"
RECORDER = HERE.parent / "conformance" / "record" / "run_program.py"
MARK = "upstream: "


@dataclass(frozen=True)
class Verdict:
    """What became of a test: `passed`, `failed` or `not applicable`, and why."""

    test: str
    status: str
    why: str = ""
    output: str = ""


@dataclass
class Rule:
    """A line of the list: tests that cannot apply here."""

    library: str
    pattern: str
    reason: str
    used: bool = False


def rules() -> list[Rule]:
    found = []
    for number, line in enumerate(NOT_APPLICABLE.read_text(encoding="utf-8").splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        tests, colon, reason = line.partition(": ")
        library, _, pattern = tests.partition(" ")
        if not colon or not pattern.strip() or not reason.strip() or library not in suites.SUITES:
            sys.exit(f"{NOT_APPLICABLE.name}:{number}: not `LIBRARY PATTERN: reason`")
        found.append(Rule(library, pattern.strip(), reason.strip()))
    return found


def matches(test: str, pattern: str) -> bool:
    """Shell patterns, but brackets are parameters."""
    return fnmatchcase(test.replace("[", "("), pattern.replace("[", "("))


def execute(command: list[str], seconds: float) -> tuple[str, str]:
    """Runs one program; its verdict in words, and all that it printed."""
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHON_COLORS": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=seconds, stdin=subprocess.DEVNULL, env=environment, cwd=Path(command[-1]).parent
        )
    except subprocess.TimeoutExpired as expired:
        return f"failed: did not end within {seconds:g} s", (expired.stderr or b"").decode(errors="replace")
    output = done.stdout.decode(errors="replace")
    errors = done.stderr.decode(errors="replace")
    said = [line for line in output.splitlines() if line.startswith(MARK)]
    if said:
        return said[-1].removeprefix(MARK), output + errors
    last = (errors.strip().splitlines() or ["no word"])[-1]
    return f"failed: exit code {done.returncode}: {last}", output + errors


def judge(suite: suites.Suite, module: str, test: str, args, around: suites.Surroundings, folder: Path) -> Verdict:
    path = folder / (test.translate(str.maketrans("[]/ ", "____")) + ".py")
    path.write_text(assemble.program(suite, module, test, around, real=args.real), encoding="utf-8")
    command = [around.python(suite), str(RECORDER)] if args.real else [args.espalier, "run"]
    words, output = execute([*command, str(path)], args.seconds)
    status, _, why = words.partition(": ")
    if status == "skipped":
        # A test must not get out of being counted by itself.
        status, why = "failed", f"skips itself ({why}) and is not listed"
    return Verdict(test, status, why, output)


def table(verdicts: list[Verdict]) -> list[str]:
    """One row a test, those that passed last and short."""
    rows = []
    by_file: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        by_file.setdefault(verdict.test.partition(".")[0], []).append(verdict)
    for status in ("failed", "not applicable"):
        chosen = [verdict for verdict in verdicts if verdict.status == status]
        if status == "failed":
            rows += [f"  {status}  {verdict.test}  {verdict.why}" for verdict in chosen]
            continue
        reasons: dict[str, list[str]] = {}
        for verdict in chosen:
            reasons.setdefault(verdict.why, []).append(verdict.test)
        rows += [f"  {status}  {len(tests):3}  {why}" for why, tests in reasons.items()]
    rows.append(f"  {'file':<32}{'passed':>8}{'failed':>8}{'not applicable':>16}")
    for name, of_file in by_file.items():
        counts = [sum(verdict.status == status for verdict in of_file) for status in ("passed", "failed", "not applicable")]
        rows.append(f"  {name:<32}{counts[0]:>8}{counts[1]:>8}{counts[2]:>16}")
    return rows


def run(suite: suites.Suite, args, around: suites.Surroundings, folder: Path) -> list[Verdict]:
    listed = [rule for rule in rules() if rule.library == suite.library]
    found = suites.tests(suite, around)
    for rule in listed:
        rule.used = any(matches(test, rule.pattern) for _, test in found)
    verdicts: list[Verdict] = []
    waiting = []
    with ThreadPoolExecutor(args.jobs) as pool:
        for module, test in found:
            if args.only and not any(matches(test, f"*{pattern}*") for pattern in args.only):
                continue
            rule = next((rule for rule in listed if matches(test, rule.pattern)), None)
            if rule is not None and not args.all:
                waiting.append(Verdict(test, "not applicable", rule.reason))
            else:
                waiting.append(pool.submit(judge, suite, module, test, args, around, folder))
        verdicts = [one if isinstance(one, Verdict) else one.result() for one in waiting]
    print(f"\n{suite.library}")
    if args.only and len(verdicts) <= args.verbose:
        for verdict in verdicts:
            print(f"--- {verdict.test}: {verdict.status}\n{verdict.output}")
    print("\n".join(table(verdicts)))
    for rule in listed:
        if not rule.used:
            print(f"  {NOT_APPLICABLE.name}: no test is called {rule.pattern!r}")
    count = lambda status: sum(verdict.status == status for verdict in verdicts)
    passed, failed = count("passed"), count("failed")
    share = f", {100 * passed / (passed + failed):.1f} % of the applicable" if passed + failed else ""
    print(f"{suite.library}: {passed} passed, {failed} failed, {count('not applicable')} not applicable{share}")
    return verdicts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("libraries", nargs="*", help="all, if none is named")
    parser.add_argument("--espalier", help="the command under test")
    parser.add_argument("--sources", type=Path, help="a folder with source distributions, unpacked")
    parser.add_argument("--python311", help="the CPython 3.11 with curio")
    parser.add_argument("--only", action="append", default=[], help="tests whose id has this shell pattern in it")
    parser.add_argument("--all", action="store_true", help="also run what is listed as not applicable")
    parser.add_argument("--real", action="store_true", help="on the real library under virtual time")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--seconds", type=float, default=60, help="time limit of one test")
    parser.add_argument("--keep", help="leave the assembled programs in this folder")
    parser.add_argument("--verbose", type=int, default=3, help="with --only: show the output of up to so many tests")
    args = parser.parse_args()
    for name in args.libraries:
        if name not in suites.SUITES:
            parser.error(f"no tests of {name!r}; there are those of {', '.join(suites.SUITES)}")
    if not args.real and not args.espalier:
        parser.error("--espalier BIN, or --real")
    pythons = (((3, 11), args.python311),) if args.python311 else ()
    around = suites.Surroundings(args.sources and args.sources.resolve(), pythons)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(args.keep or scratch).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        passed = failed = 0
        for name in args.libraries or suites.SUITES:
            suite = suites.SUITES[name]
            try:
                suites.check_present(suite, around)
            except suites.Missing as missing:
                print(f"{name}: SKIPPED: {missing}")
                continue
            verdicts = run(suite, args, around, folder)
            passed += sum(verdict.status == "passed" for verdict in verdicts)
            failed += sum(verdict.status == "failed" for verdict in verdicts)
    print(f"{passed} passed, {failed} failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
