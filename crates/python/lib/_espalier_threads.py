"""Worker threads without threads: the function that a thread would run becomes a coroutine, which the model's loop drives.

`body(function, ...)` is that coroutine. It yields a float to sleep so many seconds of virtual time, or an object whose
`done()` says when it can go on, and ends as the function ends. To get there, a function of the program's is compiled a second
time from its own text, with every call in it awaited (`_twin`); what is called from inside a builtin, a generator
expression or a library runs as it is, and a `time.sleep` there blocks everything.

Python, because it works on Python's syntax trees and runs once for each function.
Must not know: which library's loop drives the coroutine, nor what its futures are.
"""

import functools
import sys
import time
import types

# Called as they are: they look at the frame that calls them, or are told apart by the compiler.
_PLAIN = frozenset({"super", "locals", "globals", "vars", "dir", "eval", "exec", "print", "len", "range", "isinstance"})


async def body(function, /, *args, **kwargs):
    return await _call(function, *args, **kwargs)


@types.coroutine
def _pause(what):
    yield what


class Until:
    """Something to wait for."""

    def __init__(self, predicate):
        self.done = predicate


async def _call(function, /, *args, **kwargs):
    """Calls `function` as the program's text does, in a way that can be suspended where the function would block."""
    if function is time.sleep:
        seconds = float(args[0] if args else kwargs["secs"])
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        if seconds > 0:
            await _pause(seconds)
        return None
    if isinstance(function, functools.partial):
        return await _call(function.func, *function.args, *args, **{**function.keywords, **kwargs})
    owner = getattr(function, "__self__", None)
    name = getattr(function, "__name__", None)
    if name == "acquire" and hasattr(owner, "locked") and not (args or kwargs) and type(owner).__name__ != "RLock":
        while owner.locked():
            await _pause(Until(lambda: not owner.locked()))
        return function()
    if isinstance(function, types.MethodType):
        receiver = function.__self__
        waits = getattr(receiver, "_espalier_waits", None)
        if waits is not None and function.__name__ in waits:
            ready = getattr(receiver, waits[function.__name__])
            if not ready():
                await _pause(Until(ready))
            return function(*args, **kwargs)
        return await _call(function.__func__, receiver, *args, **kwargs)
    if isinstance(function, types.FunctionType):
        twin = _twin(function)
        return function(*args, **kwargs) if twin is None else await twin(*args, **kwargs)
    if name == "run" and type(owner).__name__ == "Context" and args:
        # The variables that it sets stay in the thread's own context.
        for variable, value in owner.items():
            variable.set(value)
        return await _call(*args, **kwargs)
    elif not isinstance(function, type):
        method = getattr(type(function), "__call__", None)
        if isinstance(method, types.FunctionType):
            return await _call(method, function, *args, **kwargs)
    return function(*args, **kwargs)


class _With:
    """`with manager` in a function that can be suspended."""

    def __init__(self, manager):
        self.manager = manager

    async def __aenter__(self):
        acquire = getattr(self.manager, "acquire", None)
        if acquire is not None and hasattr(self.manager, "locked"):
            return await _call(acquire)
        return await _call(self.manager.__enter__)

    async def __aexit__(self, *error):
        return await _call(self.manager.__exit__, *error)


_twins = {}


def _twin(function):
    """The coroutine function that does what `function` does; None where there is nothing to gain or no text."""
    code = function.__code__
    if code.co_flags & (0x20 | 0x80 | 0x200):  # generators and coroutines are no functions that block
        return None
    if code not in _twins:
        text = _text(code.co_filename)
        _twins[code] = text and _compile(code, text)
    compiled = _twins[code]
    if compiled is None:
        return None
    cells = dict(zip(code.co_freevars, function.__closure__ or ()))
    cells["__espalier_call__"] = types.CellType(_call)
    cells["__espalier_with__"] = types.CellType(_With)
    closure = tuple(cells[name] for name in compiled.co_freevars)
    twin = types.FunctionType(compiled, function.__globals__, function.__name__, function.__defaults__, closure)
    twin.__kwdefaults__ = function.__kwdefaults__
    return twin


def _text(filename):
    """The text of the program, or of a module that it has made itself and told `linecache` of; None for all else."""
    main = sys.modules.get("__main__")
    if filename == getattr(main, "__file__", None):
        return main.__loader__.get_source("__main__")
    linecache = sys.modules.get("linecache")
    known = linecache.cache.get(filename, ()) if linecache is not None else ()
    return "".join(known[2]) if len(known) == 4 else None


_trees = {}


def _compile(code, text):
    import ast

    tree = _trees.get(code.co_filename)
    if tree is None:
        tree = _trees[code.co_filename] = ast.parse(text)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == code.co_name:
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            if code.co_firstlineno in (first, node.lineno):
                found.append(node)
        elif isinstance(node, ast.Lambda) and code.co_name == "<lambda>" and node.lineno == code.co_firstlineno:
            found.append(node)
    if len(found) != 1:
        return None
    node = found[0]
    name = "_lambda" if isinstance(node, ast.Lambda) else node.name

    class Awaited(ast.NodeTransformer):
        def visit_Call(self, call):
            self.generic_visit(call)
            if isinstance(call.func, ast.Name) and call.func.id in _PLAIN:
                return call
            caller = ast.Name("__espalier_call__", ast.Load())
            awaited = ast.Call(caller, [call.func, *call.args], call.keywords)
            return ast.copy_location(ast.Await(ast.copy_location(awaited, call)), call)

        def visit_With(self, node):
            self.generic_visit(node)
            for item in node.items:
                manager = ast.Name("__espalier_with__", ast.Load())
                item.context_expr = ast.copy_location(ast.Call(manager, [item.context_expr], []), item.context_expr)
            return ast.copy_location(ast.AsyncWith(node.items, node.body), node)

        def leave(self, node):
            return node

        visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = visit_Lambda = visit_GeneratorExp = leave

    # The tree is walked again for other functions: change a copy.
    node = _copy(ast, node)
    statements = [ast.Return(node.body)] if isinstance(node, ast.Lambda) else node.body
    transformer = Awaited()
    statements = [transformer.visit(statement) for statement in statements]
    twin = ast.AsyncFunctionDef(name, _bare(ast, node.args), statements, [], None)
    twin.type_params = []
    names = sorted({*code.co_freevars, "__espalier_call__", "__espalier_with__"})
    bind = ast.Assign([ast.Name(free, ast.Store()) for free in names], ast.Constant(None))
    empty = ast.arguments([], [], None, [], [], None, [])
    outer = ast.FunctionDef("_outer", empty, [bind, twin], [], None)
    outer.type_params = []
    module = ast.fix_missing_locations(ast.Module([ast.copy_location(outer, node)], []))
    compiled = compile(module, code.co_filename, "exec")
    for wanted in ("_outer", name):
        compiled = next(const for const in compiled.co_consts if getattr(const, "co_name", None) == wanted)
    return compiled


def _copy(ast, node):
    """A deep copy of a syntax tree."""
    if isinstance(node, list):
        return [_copy(ast, item) for item in node]
    if not isinstance(node, ast.AST):
        return node
    fields = {field: _copy(ast, getattr(node, field)) for field in node._fields if hasattr(node, field)}
    return ast.copy_location(type(node)(**fields), node) if hasattr(node, "lineno") else type(node)(**fields)


def _bare(ast, arguments):
    """The parameters, without defaults' values and annotations: those are the function's already."""
    for arg in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]:
        if arg is not None:
            arg.annotation = None
    arguments.defaults = [ast.Constant(None) for _ in arguments.defaults]
    arguments.kw_defaults = [default and ast.Constant(None) for default in arguments.kw_defaults]
    return arguments
