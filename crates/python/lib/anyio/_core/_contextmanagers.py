"""Context managers written as generators inside a class. Rules: `anyio/_core/_contextmanagers.py` of anyio 4.16."""

from contextlib import AbstractAsyncContextManager, AbstractContextManager

from ._kinds import isasyncgen, iscoroutine, isgenerator

_FORGOT = "Did you forget to add the @{decorator} decorator"


def _refuse_reentry(owner, manager):
    if manager is not None:
        raise RuntimeError(f"this {owner.__class__.__qualname__} has already been entered")


def _take(owner, manager):
    if manager is None:
        raise RuntimeError(f"this {owner.__class__.__qualname__} has not been entered yet")
    return manager


class ContextManagerMixin:
    """`__contextmanager__`, a generator under `@contextmanager`, is what `with` does."""

    __cm = None

    def __enter__(self):
        _refuse_reentry(self, self.__cm)
        cm = self.__contextmanager__()
        forgot = _FORGOT.format(decorator="contextmanager")
        if not isinstance(cm, AbstractContextManager):
            if isgenerator(cm):
                raise TypeError(
                    f"__contextmanager__() returned a generator object instead of a context manager. {forgot}?"
                )
            raise TypeError(f"__contextmanager__() did not return a context manager object, but {cm.__class__!r}")
        if cm is self:
            raise TypeError(
                f"{self.__class__.__qualname__}.__contextmanager__() returned self. {forgot} and a 'yield' statement?"
            )
        value = cm.__enter__()
        self.__cm = cm
        return value

    def __exit__(self, exc_type, exc_val, exc_tb):
        cm = _take(self, self.__cm)
        del self.__cm
        return cm.__exit__(exc_type, exc_val, exc_tb)

    def __contextmanager__(self):
        """A context manager."""


class AsyncContextManagerMixin:
    """`__asynccontextmanager__`, an async generator under `@asynccontextmanager`, is what `async with` does."""

    __cm = None

    async def __aenter__(self):
        _refuse_reentry(self, self.__cm)
        cm = self.__asynccontextmanager__()
        forgot = _FORGOT.format(decorator="asynccontextmanager")
        if not isinstance(cm, AbstractAsyncContextManager):
            if isasyncgen(cm):
                raise TypeError(
                    "__asynccontextmanager__() returned an async generator instead of an async context manager. "
                    f"{forgot}?"
                )
            if iscoroutine(cm):
                cm.close()
                raise TypeError(
                    "__asynccontextmanager__() returned a coroutine object instead of an async context manager. "
                    f"{forgot} and a 'yield' statement?"
                )
            raise TypeError(
                f"__asynccontextmanager__() did not return an async context manager, but {cm.__class__!r}"
            )
        if cm is self:
            raise TypeError(
                f"{self.__class__.__qualname__}.__asynccontextmanager__() returned self. {forgot} and a 'yield' "
                "statement?"
            )
        value = await cm.__aenter__()
        self.__cm = cm
        return value

    async def __aexit__(self, exc_type, exc_val, exc_tb):
        cm = _take(self, self.__cm)
        del self.__cm
        return await cm.__aexit__(exc_type, exc_val, exc_tb)

    def __asynccontextmanager__(self):
        """An async context manager."""
