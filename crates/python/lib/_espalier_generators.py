"""Generators of the program's that can be suspended in the middle, for simulated worker threads.

A generator function of the program's has an asynchronous generator function beside it (`_espalier_rewrite`), whose calls are
awaited; it takes the place of the generator where each of its items is asked for in a thread.
Owns: how the one takes the other's place. Must not know: who asks for the items.
"""

import contextlib
import functools
import gc
import inspect
import sys
import time
import types

import _espalier_suspendable as suspendable


def _begun(suspended):
    """An asynchronous generator that belongs to no loop: nobody but its job looks after it."""
    hooks = sys.get_asyncgen_hooks()
    sys.set_asyncgen_hooks(firstiter=None, finalizer=None)
    try:
        first = suspended.__anext__()
    finally:
        sys.set_asyncgen_hooks(*hooks)
    return first


def suspended_generator(generator):
    """What does in a job what a generator of the program's would do; None if it has begun, or cannot be suspended."""
    if type(generator) is not types.GeneratorType or inspect.getgeneratorstate(generator) != inspect.GEN_CREATED:
        return None
    frame = generator.gi_frame
    made_by = (each for each in gc.get_referents(frame) if type(each) is types.FunctionType)
    function = next((each for each in made_by if each.__code__ is generator.gi_code), None)
    variant = function and suspendable.variant(function)
    if variant is None:
        return None
    code, given = function.__code__, frame.f_locals
    names = code.co_varnames
    count = code.co_argcount + code.co_kwonlyargcount
    args = [given[name] for name in names[: code.co_argcount]]
    kwargs = {name: given[name] for name in names[code.co_argcount : count]}
    if code.co_flags & 0x04:  # *args
        args += given[names[count]]
        count += 1
    if code.co_flags & 0x08:  # **kwargs
        kwargs.update(given[names[count]])
    return variant(*args, **kwargs)


class Steps:
    """A generator of the program's, one item at a time, each in a job of its own; `NoMore` ends it."""

    def __init__(self, suspended, made):
        self._suspended, self._made = suspended, made
        self._first = None
        self._ended = False

    def __iter__(self):
        return self

    def step(self):
        suspendable.refuse("next")

    async def _step(self):
        try:
            if self._first is None:
                self._first = _begun(self._suspended)
                item = await self._first
            else:
                item = await self._suspended.__anext__()
        except BaseException as error:
            self._ended = True
            if isinstance(error, StopAsyncIteration):
                raise suspendable.NoMore from None
            raise
        return self._made(item)

    def __del__(self):
        # As a generator does that nobody holds any more.
        if self._first is not None and not self._ended:
            closing = self._suspended.aclose()
            try:
                while True:
                    # Nobody can be suspended here: what it sleeps, everything sleeps.
                    pause = closing.send(None)
                    if isinstance(pause, float):
                        time.sleep(pause)
            except (StopIteration, RuntimeError, AttributeError):
                pass


suspendable.blocking(Steps.step, Steps._step)


class _Nexts:
    """What asks an iterator of a class of the program's, as an asynchronous generator is asked."""

    def __init__(self, iterator):
        self._iterator = iterator

    async def __anext__(self):
        try:
            return await suspendable.call(type(self._iterator).__next__, self._iterator)
        except RuntimeError as error:
            # A coroutine cannot raise it: Python puts this in its place.
            if isinstance(error.__cause__, StopIteration):
                raise StopAsyncIteration from None
            raise

    async def aclose(self):
        """An iterator is only dropped."""


def steps(iterator, made=lambda item: item):
    """The steps of a generator of the program's that has not begun, or of an iterator of a class of its; else None."""
    if isinstance(iterator, Steps):
        return iterator
    suspended = suspended_generator(iterator)
    if suspended is None:
        asked = getattr(type(iterator), "__next__", None)
        if not isinstance(asked, types.FunctionType) or suspendable.variant(asked) is None:
            return None
        suspended = _Nexts(iterator)
    return Steps(suspended, made)


class _Manager:
    """A context manager made of a generator function; both of its ends are for jobs."""

    def __init__(self, manager):
        self._manager = manager

    def __enter__(self):
        suspendable.refuse("__enter__")

    def __exit__(self, *error):
        suspendable.refuse("__exit__")

    async def _enter(self):
        hooks = sys.get_asyncgen_hooks()
        sys.set_asyncgen_hooks(firstiter=None, finalizer=None)
        entering = self._manager.__aenter__()
        try:
            # The generator learns of its loop when it is first asked, and suspends no earlier.
            first = entering.send(None)
        except StopIteration as result:
            return result.value
        finally:
            sys.set_asyncgen_hooks(*hooks)
        return await _Rest(entering, first)

    async def _exit(self, *error):
        return await self._manager.__aexit__(*error)


class _Rest:
    """What is left of a coroutine that has suspended itself once."""

    def __init__(self, coroutine, first):
        self._coroutine, self._first = coroutine, first

    def __await__(self):
        pause = self._first
        while True:
            try:
                sent = yield pause
            except BaseException as error:
                resume = self._coroutine.throw, error
            else:
                resume = self._coroutine.send, sent
            try:
                pause = resume[0](resume[1])
            except StopIteration as result:
                return result.value


suspendable.blocking(_Manager.__enter__, _Manager._enter)
suspendable.blocking(_Manager.__exit__, _Manager._exit)

_Plain = contextlib._GeneratorContextManager


async def _enter(manager):
    """`with` in a job, of what `contextlib.contextmanager` has made of a generator of the program's."""
    suspended = suspended_generator(manager.gen)
    if suspended is None:
        return _Plain.__enter__(manager)
    twin = contextlib.asynccontextmanager(lambda: suspended)()
    manager._espalier_twin = _Manager(twin)
    return await manager._espalier_twin._enter()


async def _exit(manager, *error):
    twin = getattr(manager, "_espalier_twin", None)
    return _Plain.__exit__(manager, *error) if twin is None else await twin._exit(*error)


suspendable.blocking(_Plain.__enter__, _enter)
suspendable.blocking(_Plain.__exit__, _exit)


def manager(function, otherwise):
    """`otherwise(function)`, the maker of context managers of a generator function; for jobs, if it can be."""
    plain = function
    while isinstance(plain, functools.partial):
        plain = plain.func
    if isinstance(plain, types.MethodType):
        plain = plain.__func__
    if plain is not function or type(plain) is not types.FunctionType:
        return otherwise(function)
    variant = suspendable.variant(plain)
    if variant is None:
        return otherwise(function)
    made = contextlib.asynccontextmanager(variant)
    return lambda *args, **kwargs: _Manager(made(*args, **kwargs))

class _Loop:
    """The steps of a generator in a `for` of a job: all of them in that job."""

    def __init__(self, each):
        self._each = each

    def __aiter__(self):
        return self

    async def __anext__(self):
        try:
            return await self._each._step()
        except suspendable.NoMore:
            raise StopAsyncIteration from None


def _looped(iterator):
    each = steps(iterator)
    return None if each is None else _Loop(each)


suspendable.generators = _looped
