"""The second compilation of a file: beside each of its functions, in the same scope, a coroutine function that does the same
and awaits its calls. The functions themselves are there for their names and scopes; only what a coroutine function may define has
a body.

Owns: the syntax trees. A call `f(x)` becomes `await __espalier_settled__(__espalier_callee__(f)(x))`, a `with` becomes an
`async with` around `__espalier_with__(manager)`, a `for` an `async for` over `__espalier_iter__(iterable)`; what never
blocks and is called often, or needs the very frame, is left alone. Beside a generator stands an asynchronous one.
Must not know: what the calls come to (`_espalier_suspendable`).
"""

import ast
import copy
import re
import types
import warnings

# What needs to be called as it is written, or could only cost time.
_LEFT_ALONE = frozenset({"super", "locals", "globals", "vars", "dir", "eval", "exec", "print", "len", "range", "isinstance"})

# What takes all that a generator expression gives, before anything else happens.
_CONSUMES_ALL = frozenset({"sum", "list", "tuple", "set", "frozenset", "dict", "sorted", "max", "min", "join"})

# Names of the coroutine functions begin with this, and end with two underscores, so that no class mangles them.
_MARK = "__espalier_"
_MARKED = re.compile(rf"{_MARK}(.+?)__(?=\.|$)")


def coroutine_functions(filename, source):
    """The code objects of the file's coroutine functions, by name and first line of the functions they stand beside."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the first compilation has said it
            tree = _Suspendable().visit(ast.parse(source))
            module = compile(tree, filename, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, TypeError, RecursionError):
        return {}
    found = {}
    _collect(module, found)
    return found


def _collect(code, found):
    """The code object with the names that the program knows, in it and everywhere inside; coroutine functions go into `found`."""
    known_as = _MARKED.sub(r"\1", code.co_qualname)
    # The body of a class has its name for a constant.
    consts = [
        _collect(const, found) if isinstance(const, types.CodeType) else known_as if const == code.co_qualname else const
        for const in code.co_consts
    ]
    name = _MARKED.sub(r"\1", code.co_name)
    renamed = code.replace(co_consts=tuple(consts), co_name=name, co_qualname=known_as)
    if name != code.co_name:
        found.setdefault((name, code.co_firstlineno), []).append(renamed)
    return renamed


def _is_future(statement):
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"


def _defines(statement):
    """Whether a function that can be suspended is defined anywhere in a statement."""
    return any(isinstance(node, (ast.FunctionDef, ast.Lambda)) for node in ast.walk(statement))


def _yields(node):
    """Whether a function's own body has a `yield`."""
    return any(isinstance(inner, (ast.Yield, ast.YieldFrom)) for inner in _own_nodes(node))


def _can_be_asynchronous(node):
    """Whether an asynchronous generator can do the same: it delegates to nobody for a value, and returns none."""
    statements = {inner.value for inner in _own_nodes(node) if isinstance(inner, ast.Expr)}
    return not any(
        isinstance(inner, ast.YieldFrom) and inner not in statements
        or isinstance(inner, ast.Return) and inner.value is not None
        for inner in _own_nodes(node)
    )


def _own_nodes(node):
    """The nodes of a function's own body."""
    todo = list(node.body)
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            todo += ast.iter_child_nodes(node)
    return False


class _Suspendable(ast.NodeTransformer):
    """Puts beside each function, in the same scope, a coroutine function that does the same and awaits its calls."""

    def __init__(self):
        self._inside = False  # a coroutine that stands beside a function
        self._runs = False  # the same, or anything defined in one: not there for its names alone
        self._beside = []  # coroutine functions for the block that is being visited

    def _block(self, body, inside):
        outer = self._inside, self._beside
        self._inside, self._beside = inside, []
        body = [self.visit(statement) for statement in body]
        # What is about the whole file stays at its head.
        head = sum(_is_future(statement) for statement in body)
        first = 0
        while head:
            head -= _is_future(body[first])
            first += 1
        body = [*body[:first], *self._beside, *body[first:]]
        self._inside, self._beside = outer
        return body

    def _put_beside(self, node, name, body):
        """`body` is the function's, or a copy; the coroutine is found by its name and first line."""
        decorators = getattr(node, "decorator_list", [])
        outer, self._runs = self._runs, True
        made = ast.AsyncFunctionDef(
            name=f"{_MARK}{name}__", args=_without_defaults(node), body=self._block(body, True),
            decorator_list=[], returns=None, type_comment=None, type_params=[],
        )
        self._runs = outer
        self._beside.append(ast.copy_location(made, decorators[0] if decorators else node))

    def visit_Module(self, node):
        # The file itself never runs again, and its names are known without what gives them.
        node.body = [statement for statement in node.body if _defines(statement) or _is_future(statement)]
        return self._body_of(node)

    def _body_of(self, node):
        node.body = self._block(node.body, False)
        return node

    visit_ClassDef = visit_AsyncFunctionDef = _body_of

    def visit_FunctionDef(self, node):
        if _yields(node) and not _can_be_asynchronous(node):
            return self._body_of(node)
        body = node.body
        if self._runs:
            body = copy.deepcopy(body)
        else:
            node.body = [ast.copy_location(ast.Pass(), node)]
        self._put_beside(node, node.name, body)
        return node

    def visit_Lambda(self, node):
        value = node.body
        if self._runs:
            value = copy.deepcopy(value)
        else:
            node.body = ast.copy_location(ast.Constant(None), node)
        self._put_beside(node, "<lambda>", [ast.copy_location(ast.Return(value), node)])
        return node

    def visit_GeneratorExp(self, node):
        # With an await inside it would be another kind of object; only its first source is computed here.
        node.generators[0].iter = self.visit(node.generators[0].iter)
        return node

    def visit_comprehension(self, node):
        # What is called there may be a generator of the program's; anything else is there already.
        called = isinstance(node.iter, ast.Call) and getattr(node.iter.func, "id", None) not in _LEFT_ALONE
        self.generic_visit(node)
        if self._inside and called:
            node.is_async, node.iter = 1, self._through("__espalier_iter__", node.iter)
        return node

    def visit_Expr(self, node):
        self.generic_visit(node)
        if not self._inside or not isinstance(node.value, ast.YieldFrom):
            return node
        item = f"{_MARK}item__"
        passed_on = ast.Expr(ast.Yield(ast.Name(item, ast.Load())))
        source = self._through("__espalier_iter__", node.value.value)
        loop = ast.AsyncFor(ast.Name(item, ast.Store()), source, [passed_on], [], None)
        return ast.fix_missing_locations(ast.copy_location(loop, node))

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
        called = ast.copy_location(ast.Call(self._through("__espalier_callee__", node.func), node.args, node.keywords), node)
        return ast.copy_location(ast.Await(self._through("__espalier_settled__", called)), node)

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


def _without_defaults(function):
    """The parameters alone: the function object brings its own defaults, and nobody asks for annotations."""

    def bare(arg):
        return arg and ast.copy_location(ast.arg(arg.arg, None, None), arg)

    args, none = function.args, ast.copy_location(ast.Constant(None), function)
    return ast.arguments(
        [bare(arg) for arg in args.posonlyargs], [bare(arg) for arg in args.args], bare(args.vararg),
        [bare(arg) for arg in args.kwonlyargs], [default and none for default in args.kw_defaults], bare(args.kwarg),
        [none for _ in args.defaults],
    )
