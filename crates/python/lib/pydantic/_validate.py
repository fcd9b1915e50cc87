"""From an annotation to a function that checks a value. Rules: pydantic-core's lax mode, for Python values.

Must not know: what a model is, beyond `validate_model` that it has.
"""

import enum
import re
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, fields as dataclass_fields, is_dataclass
from contextlib import contextmanager
from importlib import import_module
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from ._errors import Invalid, invalid, missing
from ._fields import AfterValidator, BeforeValidator, FieldInfo
from ._labels import label as member_label


# What the model whose fields are being built asks of all its texts.
_of_texts = {}


@contextmanager
def texts(config):
    """Within it, what is built heeds a model's settings for texts (`str_strip_whitespace` and its like)."""
    global _of_texts
    before, prefix = _of_texts, "str_"
    _of_texts = {name.removeprefix(prefix): config[name] for name in config if name.startswith(prefix)}
    try:
        yield
    finally:
        _of_texts = before


def build(annotation):
    """The check of an annotation: `check(value, lax) -> value`, which raises `Invalid`; `lax` lets models read objects."""
    if hasattr(annotation, "__value__"):
        annotation = annotation.__value__
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *metadata = get_args(annotation)
        check = build(inner)
        for extra in metadata:
            check = _with_metadata(check, extra)
        return check
    if annotation in (Any, object) or isinstance(annotation, TypeVar) or annotation is None and False:
        return lambda value, lax: value
    if annotation is None or annotation is type(None):
        return _none
    if origin in (Union, types.UnionType):
        return _union(get_args(annotation))
    if origin is Literal:
        return _literal(get_args(annotation))
    if annotation is str and _of_texts:
        return with_constraints(_str, _of_texts)
    if annotation in _SCALARS:
        return _SCALARS[annotation]
    seldom = _seldom(annotation)
    if seldom is not None:
        return seldom
    kind = origin or annotation
    if kind in (tuple,):
        return _tuple(get_args(annotation))
    if kind in _COLLECTIONS:
        return _collection(kind, get_args(annotation))
    if kind in (dict, Mapping):
        return _dict(get_args(annotation))
    if annotation is Callable or origin is Callable:
        return _callable
    if isinstance(kind, type):
        if hasattr(kind, "validate_model"):
            return kind.validate_model
        if issubclass(kind, enum.Enum):
            return _enum(kind)
        if is_dataclass(kind):
            return _dataclass(kind)
        if getattr(kind, "__total__", None) is not None and issubclass(kind, dict):
            return _typed_dict(kind)
        return _instance(kind)
    raise TypeError(annotation)


# --- scalars ---


def _none(value, lax):
    if value is not None:
        raise invalid("none_required", "Input should be None", value)
    return value


_INTEGER = re.compile(r"[+-]?\d+(_\d+)*(\.0*)?")


def _int(value, lax):
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        text = value.strip()
        if _INTEGER.fullmatch(text):
            return int(text.partition(".")[0])
        raise invalid("int_parsing", "Input should be a valid integer, unable to parse string as an integer", value)
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise invalid("finite_number", "Input should be a finite number", value)
        if value != int(value):
            raise invalid("int_from_float", "Input should be a valid integer, got a number with a fractional part", value)
        return int(value)
    raise invalid("int_type", "Input should be a valid integer", value)


def _float(value, lax):
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, str):
        try:
            return float(value.strip())
        except ValueError:
            text = "Input should be a valid number, unable to parse string as a number"
            raise invalid("float_parsing", text, value) from None
    raise invalid("float_type", "Input should be a valid number", value)


_TRUE, _FALSE = ("1", "on", "t", "true", "y", "yes"), ("0", "off", "f", "false", "n", "no")


def _bool(value, lax):
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        if value.lower() in _TRUE:
            return True
        if value.lower() in _FALSE:
            return False
    elif isinstance(value, (int, float)):
        if value in (0, 1):
            return bool(value)
    else:
        raise invalid("bool_type", "Input should be a valid boolean", value)
    raise invalid("bool_parsing", "Input should be a valid boolean, unable to interpret input", value)


def _str(value, lax):
    if isinstance(value, enum.Enum) and isinstance(value, str):
        return value.value
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode()
    raise invalid("string_type", "Input should be a valid string", value)


def _bytes(value, lax):
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode()
    raise invalid("bytes_type", "Input should be a valid bytes", value)


# Types of modules that take long to load, and that no value can have where nobody has loaded them.
_ELSEWHERE = {"datetime": "_temporal", "uuid": "_exact", "decimal": "_exact"}


def _seldom(annotation):
    """The check of a type that is not asked for in every program, `None` if it is no such type."""
    home = _ELSEWHERE.get(getattr(annotation, "__module__", None))
    return import_module(f"{__package__}.{home}").CHECKS.get(annotation) if home else None


_SCALARS = {int: _int, float: _float, bool: _bool, str: _str, bytes: _bytes}


def _callable(value, lax):
    if not callable(value):
        raise invalid("callable_type", "Input should be callable", value)
    return value


# --- choices ---


def _choices(values):
    shown = [repr(value) for value in values]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"


def _literal(values):
    expected = _choices(values)

    def check(value, lax):
        for allowed in values:
            if type(allowed) is type(value) and allowed == value:
                return allowed
        raise invalid("literal_error", f"Input should be {expected}", value, expected=expected)

    return check


def _enum(kind):
    expected = _choices([member.value for member in kind])

    def check(value, lax):
        if isinstance(value, kind):
            return value
        try:
            return kind(value)
        except ValueError:
            pass
        for mixed in (int, float):
            if issubclass(kind, mixed):
                try:
                    return kind(_SCALARS[mixed](value, lax))
                except (ValueError, Invalid):
                    break
        raise invalid("enum", f"Input should be {expected}", value, expected=expected)

    return check


def _union(members):
    plain = [member for member in members if member not in (None, type(None))]
    optional = len(plain) < len(members)
    checks = [(member, build(member)) for member in plain]

    def check(value, lax):
        if value is None and optional:
            return None
        if len(checks) == 1:
            return checks[0][1](value, lax)
        # The type that the value already has wins, then the first that takes it.
        for member, inner in checks:
            kind = get_origin(member) or member
            if kind is Annotated:
                kind = get_origin(get_args(member)[0]) or get_args(member)[0]
            if isinstance(kind, type) and type(value) is kind:
                try:
                    return inner(value, lax)
                except Invalid:
                    continue
        errors = []
        for member, inner in checks:
            try:
                return inner(value, lax)
            except Invalid as error:
                errors += error.at(member_label(member))
        raise Invalid(errors)

    return check


# --- collections ---

_COLLECTIONS = {list: "list", set: "set", frozenset: "frozenset", Sequence: "list", Iterable: "list"}


def _items(values, check, lax):
    checked, errors = [], []
    for index, value in enumerate(values):
        try:
            checked.append(check(value, lax))
        except Invalid as error:
            errors += error.at(index)
    if errors:
        raise Invalid(errors)
    return checked


def _collection(kind, args):
    name, inner = _COLLECTIONS[kind], build(args[0]) if args else None
    make = {"list": list, "set": set, "frozenset": frozenset}[name]

    def check(value, lax):
        if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Iterable):
            raise invalid(f"{name}_type" if name != "frozenset" else "frozen_set_type", f"Input should be a valid {name}", value)
        return make(value if inner is None else _items(value, inner, lax))

    return check


def _tuple(args):
    if len(args) == 2 and args[1] is ...:
        any_length, checks = build(args[0]), None
    else:
        any_length, checks = None, [build(arg) for arg in args]

    def check(value, lax):
        if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Iterable):
            raise invalid("tuple_type", "Input should be a valid tuple", value)
        if any_length is not None:
            return tuple(_items(value, any_length, lax))
        if not checks:
            return tuple(value)
        values, checked, errors = list(value), [], []
        for index, inner in enumerate(checks):
            if index >= len(values):
                errors.append(missing(index, value))
                continue
            try:
                checked.append(inner(values[index], lax))
            except Invalid as error:
                errors += error.at(index)
        if errors:
            raise Invalid(errors)
        if len(values) > len(checks):
            raise _wrong_length("too_long", "Tuple", "most", len(checks), len(values), value)
        return tuple(checked)

    return check


def _dict(args):
    keys, values = (build(arg) for arg in args) if args else (None, None)

    def check(value, lax):
        if not isinstance(value, Mapping):
            raise invalid("dict_type", "Input should be a valid dictionary", value)
        if keys is None:
            return dict(value)
        checked, errors = {}, []
        for key, item in value.items():
            try:
                new_key = keys(key, lax)
            except Invalid as error:
                errors += [{**each, "loc": (key, "[key]", *each["loc"])} for each in error.errors]
                new_key = None
            try:
                checked[new_key] = values(item, lax)
            except Invalid as error:
                errors += error.at(key)
        if errors:
            raise Invalid(errors)
        return checked

    return check


def _fields_of(checks, value, lax):
    """Checks the entries of a dictionary: of each field its name, its check and whether it is required."""
    checked, errors = {}, []
    for name, inner, required in checks:
        if name not in value:
            if required:
                errors.append(missing(name, value))
            continue
        try:
            checked[name] = inner(value[name], lax)
        except Invalid as error:
            errors += error.at(name)
    if errors:
        raise Invalid(errors)
    return checked


def _dataclass(kind):
    checks = None

    def check(value, lax):
        nonlocal checks
        if isinstance(value, kind):
            return value
        if not isinstance(value, Mapping):
            text = f"Input should be a dictionary or an instance of {kind.__name__}"
            raise invalid("dataclass_type", text, value, class_name=kind.__name__)
        if checks is None:
            hints = get_type_hints(kind, include_extras=True)
            checks = [
                (field.name, build(hints[field.name]), field.default is MISSING and field.default_factory is MISSING)
                for field in dataclass_fields(kind)
                if field.init
            ]
        return kind(**_fields_of(checks, value, lax))

    return check


def _typed_dict(kind):
    checks = None

    def check(value, lax):
        nonlocal checks
        if not isinstance(value, Mapping):
            raise invalid("dict_type", "Input should be a valid dictionary", value)
        if checks is None:
            hints = get_type_hints(kind, include_extras=True)
            checks = [(name, build(hint), name in kind.__required_keys__) for name, hint in hints.items()]
        return _fields_of(checks, value, lax)

    return check


def _instance(kind):
    def check(value, lax):
        if not isinstance(value, kind):
            text = f"Input should be an instance of {kind.__qualname__}"
            raise invalid("is_instance_of", text, value, **{"class": kind.__qualname__})
        return value

    return check


# --- what is said beside the type ---


def _with_metadata(check, extra):
    if isinstance(extra, FieldInfo):
        return with_constraints(check, extra.constraints)
    if isinstance(extra, AfterValidator):
        return lambda value, lax: call(extra.func, check(value, lax), given=value)
    if isinstance(extra, BeforeValidator):
        return lambda value, lax: check(call(extra.func, value), lax)
    return check


def call(function, value, *more, given=None):
    """Calls a program's check; its ValueError or AssertionError says what is wrong."""
    try:
        return function(value, *more)
    except ValueError as error:
        text = f"Value error, {error}"
        raise invalid("value_error", text, value if given is None else given, error=error) from None
    except AssertionError as error:
        text = f"Assertion failed, {error}"
        raise invalid("assertion_error", text, value if given is None else given, error=error) from None


# In this order, whatever the field's.
_CONSTRAINTS = (
    "digits", "strip_whitespace", "min_length", "max_length", "pattern", "to_lower", "to_upper", "multiple_of", "le", "lt", "ge", "gt",
)
_CHANGES = {"strip_whitespace": str.strip, "to_lower": str.lower, "to_upper": str.upper}
_COMPARISONS = {
    "gt": ("greater_than", "greater than", lambda value, bound: value > bound),
    "ge": ("greater_than_equal", "greater than or equal to", lambda value, bound: value >= bound),
    "lt": ("less_than", "less than", lambda value, bound: value < bound),
    "le": ("less_than_equal", "less than or equal to", lambda value, bound: value <= bound),
}


def _bound_for(value, bound):
    """The bound in the value's own type, how it is shown if that is no number, and the value as it is compared."""
    home = _ELSEWHERE.get(type(value).__module__)
    if home == "_temporal":
        from . import _temporal

        return bound, _temporal.as_bound(bound), _temporal.comparable(value, bound)
    if home == "_exact":
        return type(value)(str(bound)), None, value
    return float(bound) if type(value) is float else bound, None, value


def _number(bound):
    """A bound as a message shows it: a whole one as such."""
    return int(bound) if isinstance(bound, float) and bound == int(bound) else bound


def _wrong_length(kind, what, most, bound, length, value):
    items = "item" if bound == 1 else "items"
    name = "max_length" if kind == "too_long" else "min_length"
    text = f"{what} should have at {most} {bound} {items} after validation, not {length}"
    return invalid(kind, text, value, field_type=what, **{name: bound}, actual_length=length)


def with_constraints(check, constraints):
    """The check, and what a field asks for beside its type."""
    if not constraints:
        return check
    digits = constraints.get("max_digits"), constraints.get("decimal_places")
    constraints = {**constraints, "digits": digits} if digits != (None, None) else constraints
    constraints = {name: constraints[name] for name in _CONSTRAINTS if name in constraints}
    pattern = constraints.get("pattern")
    compiled = None if pattern is None else re.compile(pattern)

    def constrained(given, lax):
        value = check(given, lax)
        if value is None:
            return value
        for name, bound in constraints.items():
            if name in ("min_length", "max_length"):
                length, most = len(value), "least" if name == "min_length" else "most"
                if length < bound if name == "min_length" else length > bound:
                    kind = "too_short" if name == "min_length" else "too_long"
                    if isinstance(value, str):
                        text = f"String should have at {most} {bound} character{'' if bound == 1 else 's'}"
                        raise invalid(f"string_{kind}", text, given, **{name: bound})
                    what = {dict: "Dictionary"}.get(type(value), type(value).__name__.capitalize())
                    raise _wrong_length(kind, what, most, bound, length, given)
            elif name == "pattern" and not compiled.search(value):
                source = getattr(pattern, "pattern", pattern)
                text = f"String should match pattern '{source}'"
                raise invalid("string_pattern_mismatch", text, given, pattern=source)
            elif name in _CHANGES:
                value = _CHANGES[name](value) if bound else value
            elif name == "digits":
                from ._exact import check_digits

                check_digits(value, *bound, given)
            elif name == "multiple_of" and value % (bound := _bound_for(value, bound)[0]):
                raise invalid("multiple_of", f"Input should be a multiple of {bound}", given, multiple_of=bound)
            elif name in _COMPARISONS:
                kind, words, holds = _COMPARISONS[name]
                bound, shown, compared = _bound_for(value, bound)
                if not holds(compared, bound):
                    context = bound if shown is None else shown
                    raise invalid(kind, f"Input should be {words} {_number(bound) if shown is None else shown}", given, **{name: context})
        return value

    return constrained
