"""Models: classes whose instances are checked. Rules: `pydantic/main.py`, `pydantic/type_adapter.py`."""

import json
from collections import deque
from collections.abc import Mapping
from copy import copy as shallow_copy, deepcopy
from dataclasses import fields as dataclass_fields, is_dataclass
from enum import Enum
from typing import Annotated, ClassVar, get_args, get_origin, get_type_hints

from ._errors import Invalid, ValidationError, invalid, missing
from ._fields import ComputedField, Decorated, FieldInfo, Undefined
from ._expected import expected_items, expected_model
from ._generics import parametrized, replaced, shown
from ._labels import label
from ._select import by_index, selected
from ._validate import _with_metadata, build, call, texts, with_constraints


class _Field:
    """A field of a model with its check."""

    def __init__(self, name, annotation, default):
        metadata = []
        if get_origin(annotation) is Annotated:
            annotation, *metadata = get_args(annotation)
        infos = [extra for extra in metadata if isinstance(extra, FieldInfo)]
        if isinstance(default, FieldInfo):
            # A model that inherits the field may have another type for it.
            self.info = shallow_copy(default)
        elif infos:
            self.info = infos[-1]
            if default is not Undefined:
                self.info.default = default
        else:
            self.info = FieldInfo(default)
        self.name = name
        self.info.annotation = annotation
        alias = self.info.validation_alias
        self.alias = alias if isinstance(alias, str) else name
        self.dumped_as = self.info.serialization_alias or self.info.alias or name
        check = build(annotation)
        for extra in metadata:
            if extra is not self.info:
                check = _with_metadata(check, extra)
        self.check = with_constraints(check, self.info.constraints)


class _Meta(type):
    """Collects what a model's class says; its types are looked at when the first instance is made."""

    def __new__(meta, name, bases, namespace, **config):
        namespace["__pydantic_defaults__"] = defaults = {}
        namespace["__pydantic_decorated__"] = decorated = []
        annotated = _annotated_names(namespace)
        for key, value in list(namespace.items()):
            if isinstance(value, Decorated):
                decorated.append((key, value))
            elif key in annotated and not (key.startswith("_") or isinstance(value, (property, classmethod))):
                defaults[key] = namespace.pop(key)
        settings = {}
        for base in reversed(bases):
            settings.update(getattr(base, "model_config", {}))
        namespace["model_config"] = {**settings, **namespace.get("model_config", {}), **config}
        cls = super().__new__(meta, name, bases, namespace)
        cls.__pydantic_complete__ = None
        cls.__pydantic_parametrized__ = {}
        return cls

    @property
    def model_fields(cls):
        """The fields by name."""
        return {name: field.info for name, field in cls._complete().items()}

    __pydantic_fields__ = model_fields

    @property
    def model_computed_fields(cls):
        return {name: value for base in reversed(cls.__mro__) for name, value in vars(base).items()
                if isinstance(value, ComputedField)}

    def _complete(cls):
        fields = cls.__dict__.get("__pydantic_complete__")
        if fields is None:
            hints = get_type_hints(cls, include_extras=True)
            defaults = {}
            for base in reversed(cls.__mro__):
                defaults.update(base.__dict__.get("__pydantic_defaults__", {}))
            with texts(cls.model_config):
                fields = {
                    name: _Field(name, replaced(hint, cls.__pydantic_types__), defaults.get(name, Undefined))
                    for name, hint in hints.items()
                    if not name.startswith("_") and name != "model_config" and get_origin(hint) is not ClassVar
                    and hint is not ClassVar
                }
            cls.__pydantic_complete__ = fields
        return fields

    def _decorated(cls, kind, mode=None):
        for base in reversed(cls.__mro__):
            for name, decorated in base.__dict__.get("__pydantic_decorated__", ()):
                if decorated.kind == kind and mode in (None, decorated.mode):
                    yield name, decorated


def _annotated_names(namespace):
    if "__annotations__" in namespace:
        return set(namespace["__annotations__"])
    annotate = namespace.get("__annotate__") or namespace.get("__annotate_func__")
    if annotate is None:
        return set()
    from annotationlib import Format, call_annotate_function

    return set(call_annotate_function(annotate, Format.FORWARDREF))


class BaseModel(metaclass=_Meta):
    """A class whose fields are checked when an instance is made."""

    # What is not a field must not be seen among the values.
    __slots__ = ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__weakref__")

    # Of a model with type parameters: which model was given which types, and the types by parameter.
    __pydantic_origin__, __pydantic_args__, __pydantic_types__ = None, (), {}

    def __class_getitem__(cls, args):
        return parametrized(cls, args)

    @classmethod
    def model_parametrized_name(cls, params):
        """The name of this model for these types."""
        return f"{cls.__name__}[{', '.join(map(shown, params))}]"

    def __init__(self, /, **data):
        try:
            type(self)._fill(self, type(self)._prepared(data, False), False)
        except Invalid as error:
            raise ValidationError(type(self).__name__, error.errors) from None

    @classmethod
    def _prepared(cls, value, lax):
        """The values by name that the validators before anything else make of what is no instance."""
        for name, decorated in cls._decorated("model", "before"):
            value = call(getattr(cls, name), value)
        if isinstance(value, Mapping):
            return value
        if isinstance(value, cls.__pydantic_origin__ or cls):
            return value.__dict__
        if not lax:
            text = f"Input should be a valid dictionary or instance of {cls.__name__}"
            raise invalid("model_type", text, value, class_name=cls.__name__)
        if isinstance(value, (str, bytes, int, float, list, tuple, set, type(None))):
            text = "Input should be a valid dictionary or object to extract fields from"
            raise invalid("model_attributes_type", text, value)
        return {name: getattr(value, name) for name in cls._complete() if hasattr(value, name)}

    @classmethod
    def _fill(cls, model, data, lax):
        """Puts checked values into a new instance."""
        given, extra_mode = dict(data), cls.model_config.get("extra", "ignore")
        by_name = cls.model_config.get("populate_by_name") or cls.model_config.get("validate_by_name")
        fields = cls._complete()
        values, set_, errors = {}, [], []
        for name, field in fields.items():
            place = field.alias
            if place not in given and by_name and name in given:
                place = name
            if place not in given:
                if field.info.is_required():
                    errors.append(missing(field.alias, data))
                else:
                    values[name] = field.info.get_default(call_default_factory=True)
                continue
            try:
                values[name] = cls._check_field(field, given.pop(place), lax)
                set_.append(name)
            except Invalid as error:
                errors += error.at(place)
        extra = {}
        if isinstance(given, dict):
            for key, value in given.items():
                if extra_mode == "forbid":
                    text = "Extra inputs are not permitted"
                    errors += invalid("extra_forbidden", text, value).at(key)
                elif extra_mode == "allow":
                    extra[key] = value
        if errors:
            raise Invalid(errors)
        store = object.__setattr__
        store(model, "__dict__", {**values, **extra})
        store(model, "__pydantic_fields_set__", {*set_, *extra})
        store(model, "__pydantic_extra__", extra if extra_mode == "allow" else None)
        model.model_post_init(None)
        for name, decorated in cls._decorated("model", "after"):
            call(lambda _: getattr(model, name)(), data)

    @classmethod
    def _check_field(cls, field, value, lax):
        from inspect import signature

        def apply(name, value, given):
            function = getattr(cls, name)
            if len(signature(function).parameters) > 1:
                return call(function, value, None, given=given)
            return call(function, value, given=given)

        validators = [
            (name, decorated) for name, decorated in cls._decorated("field")
            if field.name in decorated.fields or "*" in decorated.fields
        ]
        given = value
        for name, decorated in validators:
            if decorated.mode == "before":
                value = apply(name, value, value)
        value = field.check(value, lax)
        for name, decorated in validators:
            if decorated.mode != "before":
                value = apply(name, value, given)
        return value

    @classmethod
    def validate_model(cls, value, lax):
        """The check of this model as a type."""
        if isinstance(value, cls):
            return value
        value = cls._prepared(value, lax)
        model = cls.__new__(cls)
        cls._fill(model, value, lax)
        return model

    @classmethod
    def model_validate(cls, obj, *, from_attributes=None, **options):
        lax = cls.model_config.get("from_attributes", False) if from_attributes is None else from_attributes
        try:
            return cls.validate_model(obj, lax)
        except Invalid as error:
            raise ValidationError(cls.__name__, error.errors) from None

    @classmethod
    def model_validate_json(cls, json_data, **options):
        return cls.model_validate(json.loads(json_data))

    parse_obj = model_validate

    @classmethod
    def model_construct(cls, _fields_set=None, **values):
        model = cls.__new__(cls)
        defaults = {
            name: field.info.get_default(call_default_factory=True)
            for name, field in cls._complete().items()
            if not field.info.is_required()
        }
        object.__setattr__(model, "__dict__", {**defaults, **values})
        object.__setattr__(model, "__pydantic_fields_set__", set(values))
        object.__setattr__(model, "__pydantic_extra__", None)
        return model

    @classmethod
    def model_rebuild(cls, **options):
        cls.__pydantic_complete__ = None

    def model_post_init(self, context):
        """For programs to fill in."""

    model_fields_set = property(lambda self: self.__pydantic_fields_set__)
    model_extra = property(lambda self: self.__pydantic_extra__)

    def model_dump(
        self, *, mode="python", include=None, exclude=None, by_alias=None, exclude_unset=False, exclude_defaults=False,
        exclude_none=False, declared=None, **options,
    ):
        """The values as a dictionary. Of a model that stands where `declared` is expected, only what that has is dumped."""
        nested = {
            "mode": mode, "by_alias": by_alias, "exclude_unset": exclude_unset, "exclude_defaults": exclude_defaults,
            "exclude_none": exclude_none,
        }
        cls = declared or type(self)
        fields, dumped = cls._complete(), {}
        serializers = {field: name for name, each in cls._decorated("serializer") for field in each.fields}
        own = self.__dict__ if declared is None else {name: self.__dict__[name] for name in fields if name in self.__dict__}
        values = {**own, **{name: getattr(self, name) for name in cls.model_computed_fields}}
        for name, value in values.items():
            field = fields.get(name)
            wanted, inner_include, inner_exclude = selected(name, include, exclude)
            if not wanted or field is not None and field.info.exclude:
                continue
            if exclude_unset and field is not None and name not in self.__pydantic_fields_set__:
                continue
            # What a program serializes itself is not looked at.
            defaulted = field is not None and not field.info.is_required() and name not in serializers
            if exclude_defaults and defaulted and value == field.info.get_default(call_default_factory=True):
                continue
            if exclude_none and value is None:
                continue
            if name in serializers:
                value = getattr(self, serializers[name])(value)
            key = field.dumped_as if by_alias and field is not None else name
            expected = None if field is None or name in serializers else field.info.annotation
            dumped[key] = dump(value, include=inner_include, exclude=inner_exclude, declared=expected, **nested)
        return dumped

    def model_dump_json(self, *, indent=None, **options):
        return to_json(self.model_dump(mode="json", **options), indent)

    dict, json = model_dump, model_dump_json

    def model_copy(self, *, update=None, deep=False):
        copy = type(self).__new__(type(self))
        values = deepcopy(self.__dict__) if deep else dict(self.__dict__)
        object.__setattr__(copy, "__dict__", {**values, **(update or {})})
        object.__setattr__(copy, "__pydantic_fields_set__", {*self.__pydantic_fields_set__, *(update or {})})
        object.__setattr__(copy, "__pydantic_extra__", self.__pydantic_extra__)
        return copy

    copy = model_copy

    def __setattr__(self, name, value):
        cls = type(self)
        if name.startswith("_"):
            object.__setattr__(self, name, value)
            return
        field = cls._complete().get(name)
        if cls.model_config.get("frozen") or field is not None and field.info.frozen:
            kind = "frozen_instance" if cls.model_config.get("frozen") else "frozen_field"
            text = "Instance is frozen" if kind == "frozen_instance" else "Field is frozen"
            raise ValidationError(cls.__name__, invalid(kind, text, value).at(name))
        if field is None:
            if cls.model_config.get("extra") != "allow":
                raise ValueError(f'"{cls.__name__}" object has no field "{name}"')
        elif cls.model_config.get("validate_assignment"):
            try:
                value = cls._check_field(field, value, False)
            except Invalid as error:
                raise ValidationError(cls.__name__, error.at(name)) from None
        self.__dict__[name] = value
        self.__pydantic_fields_set__.add(name)

    def __iter__(self):
        return iter(self.__dict__.items())

    def __eq__(self, other):
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self):
        if type(self).model_config.get("frozen"):
            return hash((type(self), tuple(self.__dict__.values())))
        raise TypeError(f"unhashable type: '{type(self).__name__}'")

    def _shown(self):
        fields = type(self)._complete()
        shown = {name: value for name, value in self.__dict__.items() if name not in fields or fields[name].info.repr}
        shown |= {name: getattr(self, name) for name in type(self).model_computed_fields}
        return [f"{name}={value!r}" for name, value in shown.items()]

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(self._shown())})"

    def __str__(self):
        return " ".join(self._shown())


def _parts(parts, include, exclude, declared, mode, options):
    """The parts of a collection that are wanted, dumped, each under its key."""
    options = {**options, "mode": mode, "declared": declared}
    for key, item in parts:
        wanted, inner_include, inner_exclude = selected(key, include, exclude)
        if wanted:
            yield key, dump(item, include=inner_include, exclude=inner_exclude, **options)


def dump(value, *, mode="python", include=None, exclude=None, declared=None, **options):
    """A value as dictionaries and lists; with mode "json", all of what JSON knows. `declared` is the type that is expected."""
    if isinstance(value, BaseModel):
        model = expected_model(value, declared)
        as_declared = {} if model is None else {"declared": model}
        return value.model_dump(mode=mode, include=include, exclude=exclude, **as_declared, **options)
    if isinstance(value, Mapping):
        parts = _parts(value.items(), include, exclude, expected_items(value, declared), mode, options)
        return {_key(key) if mode == "json" else key: item for key, item in parts}
    if isinstance(value, (list, tuple, set, frozenset, deque)):
        places = by_index(include, len(value)), by_index(exclude, len(value))
        items = [item for _, item in _parts(enumerate(value), *places, expected_items(value, declared), mode, options)]
        return items if mode == "json" or isinstance(value, list) else type(value)(items)
    if mode == "json":
        if is_dataclass(value) and not isinstance(value, type):
            return {field.name: dump(getattr(value, field.name), mode=mode) for field in dataclass_fields(value)}
        if isinstance(value, Enum):
            return dump(value.value, mode=mode)
        if isinstance(value, bytes):
            return value.decode()
        kind = type(value).__module__
        if kind == "datetime":
            from ._temporal import as_json

            return as_json(value)
        if kind in ("uuid", "decimal"):
            return str(value)
    return value


def _key(key):
    """A key as JSON has it, which is text."""
    key = dump(key, mode="json")
    return str(key).lower() if isinstance(key, bool) else str(key)


def _finite(value):
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, list) else value


def to_json(value, indent=None):
    """JSON, as pydantic writes it: numbers that are not finite are null."""
    return json.dumps(_finite(value), ensure_ascii=False, indent=indent, separators=None if indent else (",", ":"))


class TypeAdapter:
    """Checks and dumps values of any type."""

    def __init__(self, type, **options):
        self._type = type
        self._check = build(type)

    def validate_python(self, value, *, from_attributes=False, **options):
        try:
            return self._check(value, bool(from_attributes))
        except Invalid as error:
            title = self._type.__name__ if hasattr(self._type, "validate_model") else label(self._type)
            raise ValidationError(title, error.errors) from None

    def validate_json(self, data, **options):
        return self.validate_python(json.loads(data))

    def dump_python(self, value, **options):
        return dump(value, declared=self._type, **options)

    def dump_json(self, value, *, indent=None, **options):
        return to_json(dump(value, mode="json", declared=self._type, **options), indent).encode()


def create_model(name, /, *, __base__=BaseModel, **fields):
    """A model made of its fields: a type and a default each."""
    namespace = {"__annotations__": {}, "__module__": __name__}
    for key, value in fields.items():
        kind, default = value if isinstance(value, tuple) else (type(value), value)
        namespace["__annotations__"][key] = kind
        if default is not ...:
            namespace[key] = default
    return _Meta(name, (__base__,), namespace)
