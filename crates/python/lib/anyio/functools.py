"""anyio.functools: a cache for coroutine functions, and `reduce`. Rules: `anyio/functools.py` of anyio 4.16."""

import functools
from collections import OrderedDict, namedtuple
from collections.abc import AsyncIterable, Iterable
from functools import update_wrapper
from inspect import iscoroutinefunction
from weakref import WeakKeyDictionary

from ._core._eventloop import current_time
from ._core._synchronization import Lock
from .lowlevel import RunVar, checkpoint

__all__ = ("AsyncCacheInfo", "AsyncCacheParameters", "AsyncLRUCacheWrapper", "cache", "lru_cache", "reduce")

AsyncCacheInfo = namedtuple("AsyncCacheInfo", "hits misses maxsize currsize ttl")


class AsyncCacheParameters(dict):
    """How a cache was made."""


_items = RunVar("lru_cache_items")
_missing = object()


class _LRUMethodWrapper:
    """The cache of a method, bound."""

    def __init__(self, wrapper, instance):
        self._wrapper, self._instance = wrapper, instance

    def cache_info(self):
        return self._wrapper.cache_info()

    def cache_parameters(self):
        return self._wrapper.cache_parameters()

    def cache_clear(self):
        self._wrapper.cache_clear()

    async def __call__(self, *args, **kwargs):
        if self._instance is not None:
            args = (self._instance, *args)
        return await self._wrapper(*args, **kwargs)


class AsyncLRUCacheWrapper:
    """A coroutine function with a cache; each loop has its own."""

    def __init__(self, func, maxsize, typed, always_checkpoint, ttl):
        self.__wrapped__ = func
        self._hits = self._misses = self._currsize = 0
        self._maxsize = None if maxsize is None else max(maxsize, 0)
        self._typed, self._always_checkpoint, self._ttl = typed, always_checkpoint, ttl
        update_wrapper(self, func)

    def cache_info(self):
        """How often it was asked, and how much it holds."""
        return AsyncCacheInfo(self._hits, self._misses, self._maxsize, self._currsize, self._ttl)

    def cache_parameters(self):
        """How it was made."""
        return {
            "maxsize": self._maxsize, "typed": self._typed, "always_checkpoint": self._always_checkpoint, "ttl": self._ttl,
        }

    def cache_clear(self):
        """Forgets everything."""
        caches = _items.get(None)
        if caches:
            caches.pop(self, None)
            self._hits = self._misses = self._currsize = 0

    def _key(self, args, kwargs):
        key = args
        if kwargs:
            key += (_missing, *(part for item in kwargs.items() for part in item))
        if self._typed:
            key += tuple(map(type, args))
            if kwargs:
                key += (_missing, *map(type, kwargs.values()))
        return key

    def _new_entry(self, entries, key):
        entries[key] = entry = _missing, Lock(fast_acquire=not self._always_checkpoint), None
        return entry

    async def __call__(self, *args, **kwargs):
        if self._maxsize == 0:
            value = await self.__wrapped__(*args, **kwargs)
            self._misses += 1
            return value
        key = self._key(args, kwargs)
        caches = _items.get(None)
        if caches is None:
            caches = WeakKeyDictionary()
            _items.set(caches)
        entries = caches.get(self)
        if entries is None:
            entries = caches[self] = OrderedDict()
        value, lock, expires_at = entries.get(key) or self._new_entry(entries, key)
        if lock is None:
            if expires_at is None or current_time() < expires_at:
                self._hits += 1
                entries.move_to_end(key)
                if self._always_checkpoint:
                    await checkpoint()
                return value
            self._currsize -= 1
            value, lock, expires_at = self._new_entry(entries, key)
        async with lock:
            value = entries[key][0]
            if value is not _missing:
                # Somebody else has asked meanwhile.
                self._hits += 1
                entries.move_to_end(key)
                return value
            self._misses += 1
            if self._maxsize is not None and self._currsize >= self._maxsize:
                entries.popitem(last=False)
            else:
                self._currsize += 1
            value = await self.__wrapped__(*args, **kwargs)
            expires_at = None if self._ttl is None else current_time() + self._ttl
            entries[key] = value, None, expires_at
        return value

    def __get__(self, instance, owner=None):
        return update_wrapper(_LRUMethodWrapper(self, instance), self.__wrapped__)


def cache(func, /):
    """`lru_cache` without a limit."""
    return lru_cache(maxsize=None)(func)


def lru_cache(func=None, /, *, maxsize=128, typed=False, always_checkpoint=False, ttl=None):
    """Caches the values of a coroutine function; of a plain one as the standard library does."""

    def wrap(func, /):
        if iscoroutinefunction(func):
            return AsyncLRUCacheWrapper(func, maxsize, typed, always_checkpoint, ttl)
        return functools.lru_cache(maxsize=maxsize, typed=typed)(func)

    if func is None:
        return wrap
    if not callable(func):
        raise TypeError("the first argument must be callable")
    return wrap(func)


async def reduce(function, iterable, /, initial=_missing):
    """`functools.reduce` with a coroutine function."""
    empty = "reduce() of empty sequence with no initial value"
    called = False
    value = initial
    if isinstance(iterable, AsyncIterable):
        elements = iterable.__aiter__()
        if initial is _missing:
            try:
                value = await elements.__anext__()
            except StopAsyncIteration:
                raise TypeError(empty) from None
        async for element in elements:
            value = await function(value, element)
            called = True
    elif isinstance(iterable, Iterable):
        elements = iter(iterable)
        if initial is _missing:
            try:
                value = next(elements)
            except StopIteration:
                raise TypeError(empty) from None
        for element in elements:
            value = await function(value, element)
            called = True
    else:
        raise TypeError("reduce() argument 2 must be an iterable or async iterable")
    if not called:
        await checkpoint()
    return value
