"""What pydantic-core calls a type: in the title of an error, and in the place of one that a member of a union has found.

Must not know: how values are checked.
"""

import enum
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from ._fields import AfterValidator, BeforeValidator, FieldInfo

_LOWER = {"UUID": "uuid", "Decimal": "decimal"}


def label(annotation):
    """The name of a type's check."""
    if hasattr(annotation, "__value__"):
        annotation = annotation.__value__
    origin, args = get_origin(annotation), get_args(annotation)
    if annotation is None or annotation is type(None):
        return "none"
    if annotation is Any or isinstance(annotation, TypeVar):
        return "any"
    if origin is Annotated:
        return _annotated(*args)
    if origin is Literal:
        return f"literal[{','.join(repr(arg) for arg in args)}]"
    if origin in (Union, types.UnionType):
        return _union(args)
    kind = origin or annotation
    if kind is tuple:
        return f"tuple[{', '.join('...' if arg is ... else label(arg) for arg in args or (Any, ...))}]"
    if kind in (list, set, frozenset):
        return f"{kind.__name__}[{label(args[0]) if args else 'any'}]"
    if kind in (dict, Mapping):
        return f"dict[{','.join(label(arg) for arg in args or (Any, Any))}]"
    if kind is Sequence:
        inner = label(args[0]) if args else "any"
        return f"json-or-python[json=list[{inner}],python=chain[is-instance[Sequence],function-wrap[sequence_validator()]]]"
    if kind is Iterable:
        return f"generator[{label(args[0]) if args else 'any'}]"
    if kind is Callable:
        return "callable"
    return _of_class(kind)


def _annotated(bare, *metadata):
    said = label(bare)
    for extra in metadata:
        if isinstance(extra, (AfterValidator, BeforeValidator)):
            when = "after" if isinstance(extra, AfterValidator) else "before"
            said = f"function-{when}[{getattr(extra.func, '__name__', repr(extra.func))}(), {said}]"
        elif isinstance(extra, FieldInfo) and extra.constraints and said in ("int", "float", "str"):
            said = f"constrained-{said}"
    return said


def _union(members):
    plain = [label(member) for member in members if member not in (None, type(None))]
    said = plain[0] if len(plain) == 1 else f"union[{','.join(plain)}]"
    return said if len(plain) == len(members) else f"nullable[{said}]"


def _of_class(kind):
    name = getattr(kind, "__name__", str(kind))
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        mixed = next((f"{each.__name__}-" for each in (int, str, float) if issubclass(kind, each)), "")
        return f"{mixed}enum[{name}]"
    if hasattr(kind, "validate_model"):
        for validator, _ in kind._decorated("model", "after"):
            name = f"function-after[{validator}(), {name}]"
    return _LOWER.get(name, name)
