"""The part of `os` that other modules need where there is no operating system: names, path protocol, an empty environment.

Knows no files and no processes; asking for them is an AttributeError, as for any name that a platform lacks.
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


def getenv(key, default=None):
    return environ.get(key, default)


def getpid():
    return 1


def getcwd():
    return "/"


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
