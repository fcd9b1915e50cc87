"""As what a value is dumped: an instance of a subclass as the model that its place declares. Rules: pydantic-core's serializers.

Must not know: how anything is dumped.
"""

import types
from collections.abc import Mapping
from typing import Annotated, Union, get_args, get_origin


def _members(declared):
    """The types that a declaration allows."""
    if hasattr(declared, "__value__"):
        declared = declared.__value__
    origin = get_origin(declared)
    if origin is Annotated:
        return _members(get_args(declared)[0])
    if origin in (Union, types.UnionType):
        return [member for arg in get_args(declared) for member in _members(arg)]
    return [declared]


def expected_model(value, declared):
    """The model as which an instance is dumped; `None` if as its own."""
    models = [member for member in _members(declared) if hasattr(member, "validate_model") and isinstance(value, member)]
    return None if not models or type(value) in models else models[0]


def expected_items(value, declared):
    """What is declared of a collection's items; of a dictionary's, of its values."""
    for member in _members(declared):
        origin, args = get_origin(member), get_args(member)
        if isinstance(origin, type) and isinstance(value, origin) and args:
            if isinstance(value, Mapping):
                return args[-1]
            return args[0] if origin is not tuple or args[1:] in ((), (...,)) else Union[args]
    return None
