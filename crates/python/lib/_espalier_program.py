"""What the program's own module needs of its surroundings: its text, for tracebacks, and builtins as CPython 3.13 has them.

Knows no library model.
"""

import _io
import builtins
import encodings  # which registers where codecs are looked for, as CPython does before anything else
import errno
import sys


class ProgramLoader:
    """The program's `__loader__`: tracebacks ask it for the lines."""

    def __init__(self, source):
        self._source = source

    def get_source(self, name):
        return self._source


def sum(iterable, /, start=0):
    """`builtins.sum`. Floats are added with compensation (Neumaier), as CPython does since 3.12; see `float_sum` there."""
    if isinstance(start, (str, bytes, bytearray)):
        return _plain_sum(iterable, start)
    total = start
    items = iter(iterable)
    for item in items:
        if type(total) is float or type(item) is float:
            break
        total = total + item
    else:
        return total
    if type(total) not in (int, float) or type(item) not in (int, float):
        return _plain_sum(items, total + item)
    high, low = float(total), 0.0
    while True:
        if type(item) is not float and type(item) is not int:
            return _plain_sum(items, high + low + item)
        value = float(item)
        added = high + value
        if abs(high) >= abs(value):
            low += (high - added) + value
        else:
            low += (value - added) + high
        high = added
        for item in items:
            break
        else:
            # Infinities and NaN make the compensation NaN; then it is not wanted.
            return high + low if low - low == 0.0 else high


_plain_sum = builtins.sum


def input(prompt="", /):
    """`builtins.input`, with nobody to type: the end of input."""
    print(prompt, end="", flush=True)
    raise EOFError("EOF when reading a line")


def open(file, mode="r", *args, **options):
    """`builtins.open`, where there are no files: none is found to be read, none can be written."""
    if isinstance(file, (str, bytes)) or hasattr(file, "__fspath__"):
        if not set(mode) & set("wax+"):
            path = file if isinstance(file, (str, bytes)) else file.__fspath__()
            raise FileNotFoundError(errno.ENOENT, "No such file or directory", path)
        if not set(mode) - set("rwaxbt+"):
            raise _io.UnsupportedOperation("open: there are no files in a browser, where Espalier runs")
    return _plain_open(file, mode, *args, **options)


_plain_open = builtins.open


def exit(*status):
    """`sys.exit`, whose exception has no argument where there is no status."""
    if status in ((), (None,)):
        raise SystemExit
    _plain_exit(*status)


_plain_exit = sys.exit


class Quitter:
    """`exit` and `quit`, which CPython's module `site` adds."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"Use {self.name}() or Ctrl-D (i.e. EOF) to exit"

    def __call__(self, code=None):
        raise SystemExit(code)


def install(main, source):
    """Prepares the module `__main__` for a program with this text."""
    main.__loader__ = ProgramLoader(source)
    sys.stdin = sys.__stdin__ = _io.StringIO()
    sys.exit = exit
    for name in ("exit", "quit"):
        setattr(builtins, name, Quitter(name))
    for function in (sum, input, open):
        function.__module__ = "builtins"
        setattr(builtins, function.__name__, function)
    # The same function under its other names, by which `pathlib` and programs call it.
    for module in (_io, sys.modules.get("io")):
        if module is not None:
            module.open = open
