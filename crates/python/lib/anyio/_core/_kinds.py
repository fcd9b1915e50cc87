"""What kind of thing a value is, as `inspect` says it; that module takes longer to load than all of anyio."""

from collections.abc import Awaitable
from types import AsyncGeneratorType, CoroutineType, GeneratorType


def iscoroutine(value):
    """Whether it is a coroutine, of the program's own or of a library model."""
    return isinstance(value, CoroutineType) or type(value).__name__ == "coroutine" and hasattr(value, "cr_await")


def isawaitable(value):
    """Whether it can be awaited."""
    return isinstance(value, Awaitable)


def isgenerator(value):
    """Whether it is a generator."""
    return isinstance(value, GeneratorType)


def isasyncgen(value):
    """Whether it is an asynchronous generator."""
    return isinstance(value, AsyncGeneratorType)
