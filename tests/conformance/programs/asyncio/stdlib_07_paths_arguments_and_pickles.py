# pins down: paths without files, command lines, text for HTML, what pickle takes and refuses
import argparse, asyncio, html, pickle, sys, os
from pathlib import Path, PurePosixPath, PureWindowsPath

async def main(args):
    print(args, args.workers, vars(args))
    p = Path("/srv/app") / "data" / "x.tar.gz"
    print(p, repr(p), p.name, p.stem, p.suffix, p.suffixes, p.parent, list(p.parents), p.parts, p.with_suffix(".zip"), p.with_name("q"), p.is_absolute(), p.relative_to("/srv"), p.exists(), p.as_posix(), p.match("*.gz"), Path("a/../b"), Path("a") < Path("b"), hash(Path("a")) == hash(Path("a")), p.as_uri())
    print(PureWindowsPath("C:\\a\\b.txt").drive, PurePosixPath("a").joinpath("b", "/c"), Path("x").with_stem("z"), Path(), Path("a//b/./c"), os.fspath(Path("q")), f"{Path('a')!s:>5}")
    try: p.relative_to("/other")
    except ValueError as e: print(e)
    try: Path("no.txt").read_text()
    except FileNotFoundError as e: print(e, e.errno, e.filename)
    try: Path("a").with_name("")
    except ValueError as e: print(e)
    print(Path("zzz").is_dir(), Path("zzz").is_file())
    print(html.escape("<a href='x'>&\"</a>"), html.unescape("&lt;b&gt; &amp; &copy; &#39; &eacute;"))
    for proto in (0, 2, 5):
        b = pickle.dumps({"a": [1, 2.5, "é", None, (1,), {3}]}, proto)
        print(pickle.loads(b))
    c = asyncio.sleep(0)
    try: pickle.dumps(c)
    except TypeError as e: print(e)
    await c
    try: pickle.loads(b"junk")
    except Exception as e: print(type(e).__name__, e)
    for bad in (asyncio.all_tasks, (x for x in ())):
        try: print(pickle.loads(pickle.dumps(bad)).__name__)
        except (pickle.PicklingError, TypeError) as e: print(type(e).__name__, e)
    print(pickle.loads(pickle.dumps(ValueError("x", 1))), len(pickle.dumps([1,2,3])), pickle.HIGHEST_PROTOCOL)
def build():
    ap = argparse.ArgumentParser(prog="crawler", description="An async crawler.", epilog="bye")
    ap.add_argument("urls", nargs="*", default=["http://a"], help="what to fetch")
    ap.add_argument("-w", "--workers", type=int, default=3, metavar="N", help="number of workers (default: %(default)s)")
    ap.add_argument("--timeout", type=float, default=1.5)
    ap.add_argument("-v", "--verbose", action="count", default=0)
    ap.add_argument("--mode", choices=["fast", "slow"], default="fast")
    g = ap.add_mutually_exclusive_group(); g.add_argument("--json", action="store_true"); g.add_argument("--text", dest="json", action="store_false")
    ap.add_argument("--version", action="version", version="%(prog)s 1.0")
    return ap
ap = build()
asyncio.run(main(ap.parse_args([])))
print(ap.parse_args(["u1", "u2", "-w", "5", "-vv", "--mode=slow", "--json"]))
ap.print_help()
print(ap.format_usage())
for argv in (["-w", "x"], ["--mode", "z"], ["--nope"], ["--json", "--text"], ["--version"], ["-h"]):
    try: ap.parse_args(argv)
    except SystemExit as e: print("exit", e.code)
sub = argparse.ArgumentParser(prog="tool"); sp = sub.add_subparsers(dest="cmd", required=True)
a = sp.add_parser("run", help="runs"); a.add_argument("--n", type=int); a.set_defaults(func=print)
print(sub.parse_args(["run", "--n", "3"]).n)
try: sub.parse_args([])
except SystemExit as e: print(e.code)
print(sub.format_help())
print(argparse.Namespace(a=1), ap.parse_known_args(["--zzz"])[1])
