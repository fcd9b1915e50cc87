"""The part of `os` that other modules need where there is no operating system: names, path protocol, an empty environment.

Knows no files: what is looked for is not found, and what would make or change one says that it cannot. Knows no processes; asking for
them is an AttributeError, as for any name that a platform lacks.
"""

import abc
import sys

name = "posix"
curdir = "."
pardir = ".."
sep = "/"
extsep = "."
altsep = None
pathsep = ":"
linesep = "\n"
devnull = "/dev/null"
error = OSError
environ = {}
supports_follow_symlinks = set()
O_RDONLY = 0


def getenv(key, default=None):
    return environ.get(key, default)


def getpid():
    return 1


def getcwd():
    return "/"


def getcwdb():
    return b"/"


def cpu_count():
    return 1


process_cpu_count = cpu_count


def urandom(size):
    """A run is deterministic, and so is its chance."""
    return bytes(size)


def fspath(path):
    """The text of a path, as `PathLike` gives it."""
    if isinstance(path, (str, bytes)):
        return path
    try:
        text = type(path).__fspath__(path)
    except AttributeError:
        raise TypeError(
            f"expected str, bytes or os.PathLike object, not {type(path).__name__}"
        ) from None
    if isinstance(text, (str, bytes)):
        return text
    raise TypeError(
        f"expected {type(path).__name__}.__fspath__() to return str or bytes, not {type(text).__name__}"
    )


def fsencode(path):
    path = fspath(path)
    return path.encode("utf-8", "surrogateescape") if isinstance(path, str) else path


def fsdecode(path):
    path = fspath(path)
    return path.decode("utf-8", "surrogateescape") if isinstance(path, bytes) else path


def stat(path, *args, **kwargs):
    raise FileNotFoundError(2, "No such file or directory", path)


lstat = readlink = stat


class stat_result:
    """Named in annotations; no file has one."""


def isatty(descriptor):
    return False


def listdir(path="."):
    stat(path)


scandir = listdir


def walk(top, topdown=True, onerror=None, followlinks=False):
    """Folders that cannot be listed are passed over, unless somebody wants to know."""
    if onerror is not None:
        try:
            scandir(fspath(top))
        except OSError as error:
            onerror(error)
    return iter(())


def _unavailable(name):
    def refuse(*args, **kwargs):
        raise NotImplementedError(f"os.{name}: there are no files in a browser, where Espalier runs")

    refuse.__name__ = refuse.__qualname__ = name
    return refuse


for _name in ("chmod", "link", "makedirs", "mkdir", "remove", "rename", "replace", "rmdir", "symlink", "unlink", "utime"):
    globals()[_name] = _unavailable(_name)
del _name


def register_at_fork(**hooks):
    """Nothing forks here."""


class PathLike(abc.ABC):
    """What has a path's text."""

    @abc.abstractmethod
    def __fspath__(self):
        raise NotImplementedError

    @classmethod
    def __subclasshook__(cls, subclass):
        if cls is PathLike:
            return hasattr(subclass, "__fspath__")
        return NotImplemented


import posixpath as path  # it needs the names above

sys.modules["os.path"] = path
