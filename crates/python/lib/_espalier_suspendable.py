"""Synchronous functions of the program that can be suspended: what a simulated worker thread runs.

In a browser there is one real thread. A job for a worker thread must still be able to sleep, or to wait for the event loop,
while everything else goes on. So the functions of the program's own file are compiled a second time, as coroutines: each
call `f(x)` in them becomes `await call(f, x)`, and `call` goes on into other functions of the program, or pauses at a
function that blocks. What is not of the program (builtins, generators, the standard library) is called as it is.

Owns: that second compilation, and `call`. Must not know: any library, or who resumes the coroutines. A coroutine yields
seconds to sleep, or an object whose `done()` tells when it may go on.
"""

import ast
import builtins
import copy
import functools
import sys
import time
import types

_GENERATING = 0x20 | 0x80 | 0x100 | 0x200  # generator, coroutine, iterable coroutine, async generator
# What needs the frame that it is called from.
_LEFT_ALONE = frozenset({"super", "locals", "globals", "vars", "dir", "eval", "exec", "print", "len", "range", "isinstance"})

# What takes all that a generator expression gives, before anything else happens.
_CONSUMES_ALL = frozenset({"sum", "list", "tuple", "set", "frozenset", "dict", "sorted", "max", "min", "join"})

# Names of the coroutine functions begin with this, and end with two underscores, so that no class mangles them.
_MARK = "__espalier_"

_blocking = {}
_variants = {}
_files = {}


class Pause:
    """Suspends the job: awaiting it yields `what`."""

    __slots__ = ("what",)

    def __init__(self, what):
        self.what = what

    def __await__(self):
        return (yield self.what)


class Thread:
    """Who runs a job, as `threading.current_thread()` shows it."""

    daemon = False
    _count = 0

    def __init__(self, name):
        Thread._count += 1
        self.name = name
        self.ident = self.native_id = 0x7E0000000000 + 0x1000 * Thread._count

    def is_alive(self):
        return True

    def getName(self):
        return self.name

    def __repr__(self):
        return f"<Thread({self.name}, started {self.ident})>"


_running = None


def current():
    """The thread whose job is being driven, or `None`."""
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

    def send(self, value):
        return self.drive(self._coroutine.send, value)

    def throw(self, *error):
        return self.drive(self._coroutine.throw, *error)

    def close(self):
        self._coroutine.close()

    def __await__(self):
        return self

    def __iter__(self):
        return self

    def __next__(self):
        return self.send(None)


def blocking(function, coroutine_function):
    """Says that `function` blocks, and what a job awaits instead."""
    _blocking[function] = coroutine_function


class _Until:
    __slots__ = ("done", "seconds")

    def __init__(self, predicate, seconds):
        self.done, self.seconds = predicate, seconds


async def until(predicate, seconds=None):
    """In a job: goes on when the predicate holds, or after so many seconds (where the loop has such waits)."""
    if not predicate() and (seconds is None or seconds > 0):
        await Pause(_Until(predicate, seconds))


def refuse(name):
    """What a function does that blocks, called where nobody can be suspended: by the loop itself, or inside a builtin."""
    raise RuntimeError(f"{name} would block here for ever; call it in a thread, from the program's own functions")


class NoMore(Exception):
    """Ends a `for` whose iterator blocks."""


class _With:
    """`with manager` in a job."""

    __slots__ = ("_manager",)

    def __init__(self, manager):
        self._manager = manager

    async def __aenter__(self):
        enter = type(self._manager).__enter__
        if enter not in _blocking:
            await _acquire(self._manager)
        return await call(enter, self._manager)

    async def __aexit__(self, *error):
        return await call(type(self._manager).__exit__, self._manager, *error)


def _iterate(iterable):
    """`for item in iterable` in a job."""
    iterator = iter(iterable)
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
            receiver = function.__self__
            # What blocks here says itself what it waits for.
            waits = getattr(receiver, "_espalier_waits", None)
            if waits is not None and function.__name__ in waits:
                ready = getattr(receiver, waits[function.__name__])
                await until(ready)
                return function(*args, **kwargs)
            args = (receiver, *args)
            function = function.__func__
        else:
            break
    if not _knows_threading and "threading" in sys.modules:
        _learn_threading()
    if kind is types.BuiltinFunctionType and function.__name__ == "acquire" and not args and not kwargs:
        await _acquire(function.__self__)
        return function()
    try:
        pausing = _blocking.get(function)
    except TypeError:  # not hashable
        pausing = None
    if pausing is None and kind is types.FunctionType:
        pausing = _variant(function)
    if pausing is None:
        return function(*args, **kwargs)
    return await pausing(*args, **kwargs)


body = call

_knows_threading = False


async def _acquire(lock):
    """Waits until a lock is free. One that may be taken again by who holds it is left alone: all jobs are one thread."""
    if hasattr(lock, "locked") and type(lock).__name__ != "RLock":
        while lock.locked():
            await until(lambda: not lock.locked())


def _learn_threading():
    """What blocks in `threading` and `queue`, once a program has imported them. A time limit is not kept."""
    global _knows_threading
    _knows_threading = True
    import threading

    def waits_for(function, ready):
        async def suspended(self, *args, **kwargs):
            while not ready(self):
                await until(lambda: ready(self))
            return function(self, *args, **kwargs)

        blocking(function, suspended)

    waits_for(threading.Event.wait, threading.Event.is_set)
    waits_for(threading.Semaphore.acquire, lambda semaphore: semaphore._value > 0)
    queue = sys.modules.get("queue")
    if queue is not None:
        waits_for(queue.Queue.get, lambda queue: queue._qsize() > 0)
        waits_for(queue.Queue.put, lambda queue: queue.maxsize <= 0 or queue._qsize() < queue.maxsize)
        waits_for(queue.Queue.join, lambda queue: not queue.unfinished_tasks)


def _variant(function):
    code = function.__code__
    if code not in _variants:
        _variants[code] = _variant_code(code, function.__globals__)
    variant = _variants[code]
    if variant is None:
        return None
    made = types.FunctionType(
        variant, function.__globals__, function.__name__, function.__defaults__, function.__closure__
    )
    made.__kwdefaults__ = function.__kwdefaults__
    return made


def _variant_code(code, namespace):
    if code.co_flags & _GENERATING:
        return None
    filename = code.co_filename
    if filename not in _files:
        _files[filename] = _compile(filename, namespace)
    for variant in _files[filename].get((code.co_name, code.co_firstlineno), ()):
        arguments = code.co_argcount + code.co_kwonlyargcount
        if variant.co_freevars == code.co_freevars and variant.co_varnames[:arguments] == code.co_varnames[:arguments]:
            return variant
    return None


def _compile(filename, namespace):
    """The second compilation of a file: code objects by name and first line."""
    source = getattr(namespace.get("__loader__"), "get_source", lambda name: None)(namespace.get("__name__"))
    if filename.startswith("<") or not source:
        return {}
    try:
        tree = ast.fix_missing_locations(_Suspendable().visit(ast.parse(source)))
        module = compile(tree, filename, "exec")
    except (SyntaxError, ValueError, TypeError, RecursionError):
        return {}
    builtins.__espalier_call__, builtins.__espalier_with__, builtins.__espalier_iter__ = call, _With, _iterate
    found, todo = {}, [module]
    while todo:
        code = todo.pop()
        if code.co_name.startswith(_MARK):
            name = code.co_name[len(_MARK) : -2]
            found.setdefault((name, code.co_firstlineno), []).append(code)
        todo += [const for const in code.co_consts if isinstance(const, types.CodeType)]
    return found


def _yields(node):
    """Whether a function's own body has a `yield`."""
    todo = list(node.body)
    while todo:
        node = todo.pop()
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            todo += ast.iter_child_nodes(node)
    return False


class _Suspendable(ast.NodeTransformer):
    """Puts beside each function, in the same scope, a coroutine function that does the same and awaits its calls."""

    def __init__(self):
        self._inside = False  # a coroutine that stands beside a function
        self._beside = []  # coroutine functions for the block that is being visited

    def _block(self, body, inside):
        outer = self._inside, self._beside
        self._inside, self._beside = inside, []
        body = [self.visit(statement) for statement in body]
        body = [*self._beside, *body]
        self._inside, self._beside = outer
        return body

    def _put_beside(self, node, name, body):
        """`body` is the function's, copied; the coroutine is found by its name and first line."""
        decorators = getattr(node, "decorator_list", [])
        made = ast.AsyncFunctionDef(
            name=f"{_MARK}{name}__", args=_without_defaults(node.args), body=self._block(body, True),
            decorator_list=[], returns=None, type_comment=None, type_params=[],
        )
        self._beside.append(ast.copy_location(made, decorators[0] if decorators else node))

    def visit_Module(self, node):
        node.body = self._block(node.body, False)
        return node

    visit_ClassDef = visit_AsyncFunctionDef = visit_Module

    def visit_FunctionDef(self, node):
        if _yields(node):
            return self.visit_Module(node)
        self._put_beside(node, node.name, copy.deepcopy(node.body))
        return node

    def visit_Lambda(self, node):
        value = ast.copy_location(ast.Return(copy.deepcopy(node.body)), node)
        self._put_beside(node, "<lambda>", [value])
        return node

    def visit_GeneratorExp(self, node):
        # With an await inside it would be another kind of object; only its first source is computed here.
        node.generators[0].iter = self.visit(node.generators[0].iter)
        return node

    def _through(self, wrapper, node):
        function = ast.copy_location(ast.Name(wrapper, ast.Load()), node)
        return ast.copy_location(ast.Call(function, [node], []), node)

    def visit_With(self, node):
        self.generic_visit(node)
        if not self._inside:
            return node
        for item in node.items:
            item.context_expr = self._through("__espalier_with__", item.context_expr)
        return ast.copy_location(ast.AsyncWith(node.items, node.body, node.type_comment), node)

    def visit_For(self, node):
        self.generic_visit(node)
        if not self._inside:
            return node
        source = self._through("__espalier_iter__", node.iter)
        return ast.copy_location(ast.AsyncFor(node.target, source, node.body, node.orelse, node.type_comment), node)

    def visit_Call(self, node):
        if self._inside and len(node.args) == 1 and not node.keywords and isinstance(node.args[0], ast.GeneratorExp):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", None)
            if name in _CONSUMES_ALL:
                # As a list it can be suspended, and makes no difference.
                items = node.args[0]
                node.args[0] = ast.copy_location(ast.ListComp(items.elt, items.generators), items)
        self.generic_visit(node)
        if not self._inside or isinstance(node.func, ast.Name) and node.func.id in _LEFT_ALONE:
            return node
        function = ast.copy_location(ast.Name("__espalier_call__", ast.Load()), node)
        called = ast.Call(function, [node.func, *node.args], node.keywords)
        return ast.copy_location(ast.Await(ast.copy_location(called, node)), node)


def _without_defaults(args):
    """The parameters alone: the function object brings its own defaults, and nobody asks for annotations."""
    args = copy.deepcopy(args)
    none = ast.Constant(None)
    args.defaults = [none for _ in args.defaults]
    args.kw_defaults = [default and none for default in args.kw_defaults]
    for arg in ast.walk(args):
        if isinstance(arg, ast.arg):
            arg.annotation = None
    return args
