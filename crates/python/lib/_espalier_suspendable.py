"""Synchronous functions of the program that can be suspended: what a simulated worker thread runs.

In a browser there is one real thread. A job for a worker thread must still be able to sleep, or to wait for the event loop,
while everything else goes on. So the functions of the program's own files are compiled a second time, as coroutines
(`_espalier_rewrite`): each call `f(x)` in them becomes `await settled(callee(f)(x))`, which goes on into other functions of the
program, or pauses at a function that blocks. What is not of the program (builtins, generators, the standard library) is
called as it is, from the frame that calls it.

Owns: calls in a job, and which functions block. Must not know: any library, or who resumes the coroutines. A coroutine yields
seconds to sleep, or an object whose `done()` tells when it may go on, and whose `seconds`, if it has any, is how long it
waits at most.
"""

import builtins
import functools
import math
import time
import types

_GENERATOR = 0x20
_GENERATING = 0x20 | 0x80 | 0x100 | 0x200  # generator, coroutine, iterable coroutine, async generator

_blocking = {}
_variants = {}
_files = {}


def generators(iterator):
    """What takes the place of a generator in a job; `_espalier_generators` knows, once it is imported."""
    return None


class Pause:
    """Suspends the job: awaiting it yields `what`."""

    __slots__ = ("what",)

    def __init__(self, what):
        self.what = what

    def __await__(self):
        return (yield self.what)


class Until:
    """Something to wait for, perhaps for some seconds only; awaiting it gives whether it came."""

    def __init__(self, done, seconds=None):
        self.done, self.seconds = done, seconds

    def __await__(self):
        if not self.done() and (self.seconds is None or self.seconds > 0):
            yield self
        return self.done()


async def until(predicate, seconds=None):
    """In a job: goes on when the predicate holds, or after so many seconds; gives whether it holds."""
    return await Until(predicate, seconds)


def refuse(name):
    """What a function does that blocks, called where nobody can be suspended: by the loop itself, or inside a builtin."""
    raise RuntimeError(f"{name} would block here for ever; call it in a thread, from the program's own functions")


class NoMore(Exception):
    """Ends a `for` whose iterator blocks."""


def blocking(function, coroutine_function):
    """Says that `function` blocks, and what a job awaits instead."""
    _blocking[function] = coroutine_function


async def _sleep(secs, /):
    if secs < 0:
        raise ValueError("sleep length must be non-negative")
    if secs > 0:
        await Pause(float(secs))


blocking(time.sleep, _sleep)


async def call(function, /, *args, **kwargs):
    """Calls a function in a job: suspendable as far as the program's own code goes."""
    while True:
        kind = type(function)
        if kind is functools.partial:
            args, kwargs = function.args + args, {**function.keywords, **kwargs}
            function = function.func
        elif kind is types.MethodType:
            waits = getattr(function.__self__, "_espalier_waits", None)
            if waits is not None and function.__name__ in waits:
                await Until(getattr(function.__self__, waits[function.__name__]))
                return function(*args, **kwargs)
            args = (function.__self__, *args)
            function = function.__func__
        elif kind is types.FunctionType or kind is types.BuiltinFunctionType or isinstance(function, type):
            break
        else:
            method = getattr(kind, "__call__", None)
            if not isinstance(method, types.FunctionType):
                break
            args = (function, *args)
            function = method
    try:
        pausing = _blocking.get(function)
    except TypeError:  # not hashable
        pausing = None
    if pausing is None:
        pausing = _variant(function)
    if pausing is not None:
        return await pausing(*args, **kwargs)
    owner = getattr(function, "__self__", None)
    if getattr(function, "__name__", None) == "run" and type(owner).__name__ == "Context" and args:
        # The variables that it sets stay in the thread's own context.
        for variable, value in owner.items():
            variable.set(value)
        return await call(*args, **kwargs)
    if kind is type and function.__new__ is object.__new__ and isinstance(function.__init__, types.FunctionType):
        made = object.__new__(function)
        await call(function.__init__, made, *args, **kwargs)
        return made
    return function(*args, **kwargs)


body = call


def raised(error):
    """What a job's function has raised, where `error` has left its coroutine: none lets a `StopIteration` through."""
    if type(error) is RuntimeError and isinstance(error.__cause__, StopIteration):
        if error.args == ("coroutine raised StopIteration",):
            return error.__cause__
    return error


class _Begun:
    """What a call that can be suspended gives at once: awaiting it goes on with the call, with no frame in between."""

    __slots__ = ("_coroutine",)

    def __init__(self, coroutine):
        self._coroutine = coroutine

    def __await__(self):
        return self._coroutine.__await__()


class _Settled:
    """A value; awaiting it gives it."""

    __slots__ = ("_value",)

    def __init__(self, value):
        self._value = value

    def __await__(self):
        return self

    def __next__(self):
        raise StopIteration(self._value)


def settled(value):
    """What to await for the value of a call, begun or already over."""
    return value if type(value) is _Begun else _Settled(value)


def callee(function):
    """What is called in a function's place: itself, if nothing in it can be suspended, else what begins the call."""
    kind, plain = type(function), function
    if kind is types.MethodType and not hasattr(function.__self__, "_espalier_waits"):
        plain = function.__func__
        kind = type(plain)
    if kind is types.FunctionType:
        beside = _blocking.get(plain) or _variant(plain)
        if beside is None:
            return function
        if plain is not function:
            beside = types.MethodType(beside, function.__self__)
        return lambda *args, **kwargs: _Begun(beside(*args, **kwargs))
    if kind is types.BuiltinFunctionType and plain.__name__ != "run" and plain is not time.sleep:
        return function
    if kind is type and plain is function and plain not in _blocking:
        made_in_python = plain.__new__ is object.__new__ and isinstance(plain.__init__, types.FunctionType)
        if not made_in_python or _variant(plain.__init__) is None:
            return function
    return lambda *args, **kwargs: _Begun(call(function, *args, **kwargs))


class _With:
    """`with manager` in a function that can be suspended."""

    def __init__(self, manager):
        self.manager = manager

    async def __aenter__(self):
        return await call(type(self.manager).__enter__, self.manager)

    async def __aexit__(self, *error):
        return await call(type(self.manager).__exit__, self.manager, *error)


def _iterate(iterable):
    """`for item in iterable` in a job."""
    iterator = iter(iterable)
    suspended = generators(iterator)
    if suspended is not None:
        return suspended
    pausing = _blocking.get(getattr(type(iterator), "__next__", None))
    return _PlainIter(iterator) if pausing is None else _PausingIter(iterator, pausing)


class _PlainIter:
    __slots__ = ("_iterator",)

    def __init__(self, iterator):
        self._iterator = iterator

    def __aiter__(self):
        return self

    async def __anext__(self):
        for item in self._iterator:
            return item
        raise StopAsyncIteration


class _PausingIter(_PlainIter):
    __slots__ = ("_pausing",)

    def __init__(self, iterator, pausing):
        self._iterator, self._pausing = iterator, pausing

    async def __anext__(self):
        try:
            return await self._pausing(self._iterator)
        except NoMore:
            raise StopAsyncIteration


def _variant(function):
    if not isinstance(function, types.FunctionType) or function.__code__.co_flags & _GENERATOR:
        return None
    return variant(function)


def variant(function):
    """What stands beside a function of the program's: a coroutine function, or an asynchronous generator function."""
    code = function.__code__
    if code not in _variants:
        _variants[code] = _variant_code(code, function.__globals__)
    beside = _variants[code]
    if beside is None:
        return None
    made = types.FunctionType(
        beside, function.__globals__, function.__name__, function.__defaults__, function.__closure__
    )
    made.__kwdefaults__, made.__qualname__ = function.__kwdefaults__, function.__qualname__
    return made


def _variant_code(code, namespace):
    if code.co_flags & _GENERATING & ~_GENERATOR:
        return None
    filename = code.co_filename
    if filename not in _files:
        _files[filename] = _compile(filename, namespace)
    for variant in _files[filename].get((code.co_name, code.co_firstlineno), ()):
        arguments = code.co_argcount + code.co_kwonlyargcount
        if (
            variant.co_freevars == code.co_freevars
            and variant.co_varnames[:arguments] == code.co_varnames[:arguments]
            and (code.co_name != "<lambda>" or _begins(variant) == _begins(code))
        ):
            return variant
    return None


def _begins(code):
    """The column of what a lambda does first: a line may have several."""
    return next((column for _, _, column, _ in code.co_positions() if column), None)


def _compile(filename, namespace):
    source = getattr(namespace.get("__loader__"), "get_source", lambda name: None)(namespace.get("__name__"))
    if filename.startswith(("<frozen ", "<espalier ")) or not source:
        return {}
    import _espalier_generators  # tells `generators`, and what blocks of `contextlib`
    import _espalier_rewrite

    builtins.__espalier_callee__, builtins.__espalier_settled__ = callee, settled
    builtins.__espalier_with__, builtins.__espalier_iter__ = _With, _iterate
    return _espalier_rewrite.coroutine_functions(filename, source)


# --- whose code runs ---


class Thread:
    """A simulated thread, as the program may ask for it: `thread` is the `threading.Thread`, made when asked for."""

    _count = 0

    def __init__(self, name, daemon=False, thread=None):
        Thread._count += 1
        self.name, self.daemon, self.thread = name, daemon, thread
        self.ident = 139_000_000_000_000 + 8_392_704 * Thread._count
        self.ends_at = math.inf  # of a thread that waits for its next job

    def is_done(self):
        """Whether it has ended for want of jobs."""
        return time.monotonic() >= self.ends_at

    def rename(self, name):
        """The thread's name from now on."""
        self.name = name
        if self.thread is not None:
            self.thread.name = name


living = {}  # threads with a job, by number, in the order of starting
_running = None


def current():
    """The thread whose job is being driven; `None` for the main thread."""
    return _running


class Job:
    """A coroutine that runs in a thread: what it calls finds itself there."""

    __slots__ = ("_coroutine", "_thread")

    def __init__(self, coroutine, thread):
        self._coroutine, self._thread = coroutine, thread

    def drive(self, method, *args):
        """Calls a function in the thread."""
        global _running
        outer, _running = _running, self._thread
        try:
            return method(*args)
        finally:
            _running = outer

    def _resume(self, method, *args):
        living[self._thread.ident] = self._thread
        try:
            return self.drive(method, *args)
        except BaseException:
            living.pop(self._thread.ident, None)
            raise

    def send(self, value):
        return self._resume(self._coroutine.send, value)

    def throw(self, *error):
        return self._resume(self._coroutine.throw, *error)

    def close(self):
        living.pop(self._thread.ident, None)
        self._coroutine.close()

    def __await__(self):
        return self

    def __iter__(self):
        return self

    def __next__(self):
        return self.send(None)
