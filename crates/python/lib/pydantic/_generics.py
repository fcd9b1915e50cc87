"""Models with type parameters: `Page[int]` is a model of its own. Rules: `pydantic/_internal/_generics.py`.

Must not know: how values are checked.
"""

from typing import Generic, Literal, TypeVar, Union, get_args, get_origin
from types import UnionType


def parametrized(cls, args):
    """The model that `cls` is for these types: one class for each list of types, and `cls` itself for its own parameters."""
    args = args if isinstance(args, tuple) else (args,)
    if not hasattr(cls, "__parameters__"):
        raise TypeError(f"{cls} cannot be parametrized because it does not inherit from typing.Generic")
    if not cls.__parameters__ and Generic not in cls.__bases__:
        raise TypeError(f"{cls} is not a generic class")
    types = _types_by_parameter(cls, args)
    if all(parameter is given for parameter, given in types.items()):
        return cls
    origin = cls.__pydantic_origin__ or cls
    args = tuple(replaced(arg, types) for arg in cls.__pydantic_args__) or tuple(types.values())
    known = origin.__dict__["__pydantic_parametrized__"]
    key = tuple((type(arg), arg) for arg in args)
    if key not in known:
        known[key] = _parametrize(origin, args)
    return known[key]


def _types_by_parameter(cls, args):
    parameters = cls.__parameters__
    if len(args) > len(parameters):
        raise TypeError(f"Too many arguments for {cls}; actual {len(args)}, expected {len(parameters)}")
    defaults = [parameter.__default__ for parameter in parameters[len(args):] if parameter.has_default()]
    if len(args) + len(defaults) < len(parameters):
        required = sum(not parameter.has_default() for parameter in parameters)
        raise TypeError(f"Too few arguments for {cls}; actual {len(args)}, expected at least {required}")
    return dict(zip(parameters, (*args, *defaults)))


def _parametrize(origin, args):
    name = origin.model_parametrized_name(args)
    model = type(origin)(name, (origin,), {"__module__": origin.__module__, "__qualname__": name})
    model.__parameters__ = tuple(dict.fromkeys(left for arg in args for left in _parameters(arg)))
    model.__pydantic_origin__, model.__pydantic_args__ = origin, args
    model.__pydantic_types__ = dict(zip(origin.__parameters__, args))
    return model


def _parameters(annotation):
    if isinstance(annotation, TypeVar):
        return (annotation,)
    return getattr(annotation, "__parameters__", ())


def replaced(annotation, types):
    """An annotation with types in the place of parameters."""
    if isinstance(annotation, TypeVar):
        return types.get(annotation, annotation)
    parameters = _parameters(annotation)
    if not any(parameter in types for parameter in parameters):
        return annotation
    return annotation[tuple(types.get(parameter, parameter) for parameter in parameters)]


def shown(annotation):
    """A type as it stands in the name of a parametrized model."""
    if annotation is ...:
        return "..."
    if isinstance(annotation, TypeVar):
        return "TypeVar"
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return f"Union[{', '.join(map(shown, args))}]"
    if origin is not None and hasattr(annotation, "__qualname__"):
        return f"{annotation.__qualname__}[{', '.join(map(repr if origin is Literal else shown, args))}]"
    if isinstance(annotation, type):
        return annotation.__qualname__
    return repr(annotation).replace("typing.", "")
