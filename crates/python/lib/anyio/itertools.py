"""anyio.itertools: the standard library's itertools for plain and asynchronous iterables; each passes a checkpoint before
each element. Rules: `anyio/itertools.py` of anyio 4.16.
"""

import itertools
import operator
import sys
from collections.abc import AsyncIterable, AsyncIterator

from ._core._synchronization import Lock
from ._core._tasks import CancelScope
from .lowlevel import cancel_shielded_checkpoint, checkpoint, checkpoint_if_cancelled

__all__ = (
    "Chain", "accumulate", "batched", "combinations", "combinations_with_replacement", "compress", "count", "cycle",
    "dropwhile", "filterfalse", "groupby", "islice", "pairwise", "permutations", "product", "repeat", "starmap",
    "takewhile", "tee", "zip_longest",
)

_END = object()


class _Plain(AsyncIterator):
    """A plain iterator that passes a checkpoint before each element."""

    def __init__(self, iterator):
        self.iterator = iterator

    async def __anext__(self):
        await checkpoint_if_cancelled()
        element = next(self.iterator, _END)
        await cancel_shielded_checkpoint()
        if element is _END:
            raise StopAsyncIteration
        return element


def _iterate(iterable):
    if isinstance(iterable, AsyncIterator):
        return iterable
    if isinstance(iterable, AsyncIterable):
        return iterable.__aiter__()
    return _Plain(iter(iterable))


async def _list(iterable):
    return [element async for element in _iterate(iterable)]


async def _add(x, y):
    return operator.add(x, y)


async def accumulate(iterable, function=_add, *, initial=None):
    """Sums so far."""
    iterator = _iterate(iterable)
    if initial is None:
        total = await anext(iterator, _END)
        if total is _END:
            await checkpoint()
            return
    else:
        await checkpoint_if_cancelled()
        total = initial
        await cancel_shielded_checkpoint()
    yield total
    async for element in iterator:
        total = await function(total, element)
        yield total


async def batched(iterable, n, *, strict=False):
    """Tuples of `n` elements."""
    if n < 1:
        raise ValueError("n must be at least one")
    iterator = _iterate(iterable)
    while True:
        batch = []
        while len(batch) < n:
            element = await anext(iterator, _END)
            if element is _END:
                break
            batch.append(element)
        if len(batch) == n:
            yield tuple(batch)
            continue
        if not batch:
            await checkpoint()
        elif strict:
            raise ValueError("batched(): incomplete batch")
        else:
            yield tuple(batch)
        return


class Chain:
    """One iterable after the other."""

    def __call__(self, *iterables):
        return self.from_iterable(iterables)

    async def from_iterable(self, iterables):
        """One iterable of an iterable after the other."""
        any_yielded = False
        outer = _iterate(iterables)
        try:
            async for iterable in outer:
                async for element in _iterate(iterable):
                    any_yielded = True
                    yield element
        finally:
            aclose = getattr(outer, "aclose", None)
            if aclose is not None:
                with CancelScope(shield=True):
                    await aclose()
        if not any_yielded:
            await checkpoint()


chain = Chain()


async def combinations(iterable, r):
    """As `itertools.combinations`."""
    async for chosen in _iterate(itertools.combinations(await _list(iterable), r)):
        yield chosen


async def combinations_with_replacement(iterable, r):
    """As `itertools.combinations_with_replacement`."""
    async for chosen in _iterate(itertools.combinations_with_replacement(await _list(iterable), r)):
        yield chosen


async def compress(data, selectors):
    """The elements whose selector is true."""
    any_yielded = False
    data, selectors = _iterate(data), _iterate(selectors)
    while True:
        datum = await anext(data, _END)
        selector = _END if datum is _END else await anext(selectors, _END)
        if selector is _END:
            break
        if selector:
            any_yielded = True
            yield datum
    if not any_yielded:
        await checkpoint()


async def count(start=0, step=1):
    """Counts for ever."""
    n = start
    while True:
        await checkpoint_if_cancelled()
        value = n
        n += step
        await cancel_shielded_checkpoint()
        yield value


async def cycle(iterable):
    """All elements, again and again."""
    saved = []
    async for element in _iterate(iterable):
        saved.append(element)
        yield element
    if not saved:
        await checkpoint()
        return
    while True:
        for element in saved:
            await checkpoint()
            yield element


async def dropwhile(predicate, iterable):
    """The elements from the first on for which the predicate is false."""
    any_yielded, dropping = False, True
    async for element in _iterate(iterable):
        dropping = dropping and await predicate(element)
        if not dropping:
            any_yielded = True
            yield element
    if not any_yielded:
        await checkpoint()


async def filterfalse(predicate, iterable):
    """The elements for which the predicate is false."""
    any_yielded = False
    async for element in _iterate(iterable):
        if not await predicate(element):
            any_yielded = True
            yield element
    if not any_yielded:
        await checkpoint()


async def groupby(iterable, key=None):
    """Runs of elements with the same key, as a list each."""
    iterator = _iterate(iterable)
    element = await anext(iterator, _END)
    if element is _END:
        await checkpoint()
        return
    group_key = element if key is None else await key(element)
    values = [element]
    async for element in iterator:
        next_key = element if key is None else await key(element)
        if next_key == group_key:
            values.append(element)
        else:
            done = group_key, values
            group_key, values = next_key, [element]
            yield done
    yield group_key, values


def _index(value, message):
    try:
        index = operator.index(value)
    except TypeError:
        raise ValueError(message) from None
    if index < 0 or index > sys.maxsize:
        raise ValueError(message)
    return index


async def islice(iterable, *args):
    """As `itertools.islice`."""
    if not args:
        raise TypeError("islice expected at least 2 arguments, got 1")
    if len(args) > 3:
        raise TypeError(f"islice expected at most 4 arguments, got {len(args) + 1}")
    wanted = slice(*args)
    bounds = "must be None or an integer: 0 <= x <= sys.maxsize."
    start = 0 if wanted.start is None else _index(wanted.start, f"Indices for islice() {bounds}")
    stop = None if wanted.stop is None else _index(wanted.stop, f"Stop argument for islice() {bounds}")
    message = "Step for islice() must be a positive integer or None."
    step = 1 if wanted.step is None else _index(wanted.step, message)
    if step <= 0:
        raise ValueError(message)
    if stop is not None:
        stop = max(start, stop)
    iterator, index, any_yielded = _iterate(iterable), 0, False
    while stop is None or index < stop:
        element = await anext(iterator, _END)
        if element is _END:
            break
        chosen = index >= start and (index - start) % step == 0
        index += 1
        if chosen:
            any_yielded = True
            yield element
    if not any_yielded:
        await checkpoint()


async def pairwise(iterable):
    """Each element with the next."""
    iterator = _iterate(iterable)
    previous = await anext(iterator, _END)
    if previous is _END:
        await checkpoint()
        return
    any_yielded = False
    async for element in iterator:
        any_yielded = True
        pair = previous, element
        previous = element
        yield pair
    if not any_yielded:
        await checkpoint()


async def permutations(iterable, r=None):
    """As `itertools.permutations`."""
    pool = await _list(iterable)
    if r is None:
        r = len(pool)
    elif not isinstance(r, int):
        raise TypeError("Expected int as r")
    elif r < 0:
        raise ValueError("r must be non-negative")
    async for chosen in _iterate(itertools.permutations(pool, r)):
        yield chosen


async def product(*iterables, repeat=1):
    """As `itertools.product`."""
    repeat = operator.index(repeat)
    if repeat < 0:
        raise ValueError("repeat argument cannot be negative")
    pools = [await _list(iterable) for iterable in iterables] if repeat else []
    async for chosen in _iterate(itertools.product(*pools, repeat=repeat)):
        yield chosen


async def repeat(element, times=None):
    """The element so many times, or for ever."""
    if times is None:
        while True:
            await checkpoint()
            yield element
    remaining = operator.index(times)
    if remaining <= 0:
        await checkpoint()
    while remaining > 0:
        await checkpoint_if_cancelled()
        remaining -= 1
        await cancel_shielded_checkpoint()
        yield element


async def starmap(function, iterable):
    """The function's values for each tuple of arguments."""
    any_yielded = False
    async for args in _iterate(iterable):
        args = await _list(args)
        any_yielded = True
        yield await function(*args)
    if not any_yielded:
        await checkpoint()


class _Link:
    """A place in what several iterators read."""

    __slots__ = ("value", "next", "filled")

    def __init__(self):
        self.value = self.next = None
        self.filled = False


class _Shared:
    """What is read, by one at a time."""

    def __init__(self, iterator):
        self.iterator, self.lock = iterator, Lock()

    async def fill(self, link):
        """Reads what belongs into the place; whether that was a checkpoint."""
        if link.filled:
            return False
        async with self.lock:
            if not link.filled:
                link.value = await anext(self.iterator, _END)
                if link.value is not _END:
                    link.next = _Link()
                link.filled = True
            return True


class _Tee(AsyncIterator):
    def __init__(self, iterable):
        if isinstance(iterable, _Tee):
            self._shared, self._link = iterable._shared, iterable._link
        else:
            self._shared, self._link = _Shared(_iterate(iterable)), _Link()
        self._any_yielded = False

    async def __anext__(self):
        link = self._link
        passed = await self._shared.fill(link)
        if link.value is _END:
            if not self._any_yielded:
                await checkpoint()
            raise StopAsyncIteration
        if not passed:
            await checkpoint_if_cancelled()
        self._any_yielded = True
        self._link = link.next
        if not passed:
            await cancel_shielded_checkpoint()
        return link.value


def tee(iterable, n=2):
    """`n` iterators over the same elements."""
    n = operator.index(n)
    if n < 0:
        raise ValueError("n must be >= 0")
    if n == 0:
        return ()
    first = _Tee(iterable)
    return (first, *(_Tee(first) for _ in range(n - 1)))


async def takewhile(predicate, iterable):
    """The elements up to the first for which the predicate is false."""
    any_yielded = False
    async for element in _iterate(iterable):
        if not await predicate(element):
            break
        any_yielded = True
        yield element
    if not any_yielded:
        await checkpoint()


async def zip_longest(*iterables, fillvalue=None):
    """As `itertools.zip_longest`."""
    iterators = [_iterate(iterable) for iterable in iterables]
    left = len(iterators)
    any_yielded = False
    while left:
        values = []
        for place, iterator in enumerate(iterators):
            value = fillvalue if iterator is None else await anext(iterator, _END)
            if value is _END:
                iterators[place], value = None, fillvalue
                left -= 1
                if not left:
                    break
            values.append(value)
        if left:
            any_yielded = True
            yield tuple(values)
    if not any_yielded:
        await checkpoint()
