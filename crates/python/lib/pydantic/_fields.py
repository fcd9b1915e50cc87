"""Fields of models: what is said of one beside its type. Rules: `pydantic/fields.py`."""

from typing import Annotated


class _Undefined:
    def __repr__(self):
        return "PydanticUndefined"

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


Undefined = _Undefined()

# Checks that a field can ask for, in the order in which they are made.
CONSTRAINTS = (
    "strict", "min_length", "max_length", "pattern", "multiple_of", "gt", "ge", "lt", "le", "max_digits", "decimal_places",
    "strip_whitespace", "to_lower", "to_upper",
)


class FieldInfo:
    """A field: its type, its default and its checks."""

    def __init__(
        self, default=Undefined, *, default_factory=None, annotation=None, alias=None, validation_alias=None,
        serialization_alias=None, title=None, description=None, exclude=None, validate_default=None, frozen=None,
        repr=True, discriminator=None, examples=None, deprecated=None, json_schema_extra=None, kw_only=None, init=None,
        **constraints,
    ):
        unknown = constraints.keys() - {*CONSTRAINTS, "allow_inf_nan", "union_mode",
                                        "fail_fast", "init_var", "alias_priority", "field_title_generator"}
        if unknown:
            raise TypeError(f"unexpected keyword arguments: {', '.join(sorted(unknown))}")
        self.default = Undefined if default is ... else default
        self.default_factory = default_factory
        self.annotation = annotation
        self.alias, self.serialization_alias = alias, serialization_alias
        self.validation_alias = alias if validation_alias is None else validation_alias
        self.title, self.description = title, description
        self.exclude, self.frozen, self.repr = exclude, frozen, repr
        self.validate_default = validate_default
        self.constraints = {name: value for name, value in constraints.items() if value is not None}

    def is_required(self):
        return self.default is Undefined and self.default_factory is None

    def get_default(self, *, call_default_factory=False):
        if self.default_factory is not None:
            return self.default_factory() if call_default_factory else None
        from copy import deepcopy

        return deepcopy(self.default)

    def __repr__(self):
        said = [f"annotation={getattr(self.annotation, '__name__', self.annotation)}", f"required={self.is_required()}"]
        if self.default is not Undefined:
            said.append(f"default={self.default!r}")
        return f"{type(self).__name__}({', '.join(said)})"


def Field(default=Undefined, **kwargs):
    """Says more of a field than its type."""
    return FieldInfo(default, **kwargs)


class StringConstraints(FieldInfo):
    """What is asked of a text beside its type, as metadata."""

    def __init__(self, *, ascii_only=None, **constraints):
        super().__init__(**constraints)


def conint(**constraints):
    """A whole number with limits."""
    return Annotated[int, Field(**constraints)]


def confloat(**constraints):
    """A number with limits."""
    return Annotated[float, Field(**constraints)]


def constr(**constraints):
    """A text with limits."""
    return Annotated[str, StringConstraints(**constraints)]


def conlist(item_type, **constraints):
    """A list with limits."""
    return Annotated[list[item_type], Field(**constraints)]


PositiveInt = Annotated[int, Field(gt=0)]
NonNegativeInt = Annotated[int, Field(ge=0)]
NegativeInt = Annotated[int, Field(lt=0)]
PositiveFloat = Annotated[float, Field(gt=0)]
NegativeFloat = Annotated[float, Field(lt=0)]
NonNegativeFloat = Annotated[float, Field(ge=0)]


class AfterValidator:
    """A function that sees the value after its type was checked."""

    def __init__(self, func):
        self.func = func


class BeforeValidator:
    """A function that sees the value before its type is checked."""

    def __init__(self, func):
        self.func = func


class ConfigDict(dict):
    """A model's settings."""


class Decorated:
    """A method of a model that pydantic calls."""

    def __init__(self, kind, function, fields=(), mode="after"):
        self.kind, self.fields, self.mode = kind, fields, mode
        self.function = getattr(function, "__func__", function)

    def __get__(self, instance, owner=None):
        return self.function.__get__(owner if instance is None else instance, owner)


def field_validator(*fields, mode="after", check_fields=None):
    """Marks a class method that checks fields."""
    return lambda function: Decorated("field", function, fields, mode)


def model_validator(*, mode):
    """Marks a method that checks a whole model."""
    return lambda function: Decorated("model", function, (), mode)


def field_serializer(*fields, mode="plain", **options):
    """Marks a method that says how fields are dumped."""
    return lambda function: Decorated("serializer", function, fields, mode)


class ComputedField(property):
    """A property that is dumped."""


def computed_field(function=None, **options):
    """Marks a property that is dumped."""
    if function is None:
        return computed_field
    return ComputedField(function.fget if isinstance(function, property) else function)
