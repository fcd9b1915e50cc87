"""What a callable asks for: the tree that its signature spells. Rules: `fastapi/dependencies/models.py`, `utils.py`.

Must not know: requests; `solve` reads them.
"""

import inspect
import re
from collections import deque
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, is_dataclass, replace
from functools import partial
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic._errors import Invalid
from pydantic._fields import Undefined
from pydantic._main import dump, to_json
from pydantic._validate import _with_metadata, build, with_constraints
from pydantic.fields import FieldInfo
from starlette.background import BackgroundTasks
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from .. import params
from ..exceptions import DependencyScopeError, FastAPIError

_SEQUENCES = (Sequence, list, tuple, set, frozenset, deque)


def _is_subclass(annotation, kinds):
    return isinstance(annotation, type) and get_origin(annotation) is None and issubclass(annotation, kinds)


def _members(annotation):
    """The types that an annotation may be: of a union several."""
    if get_origin(annotation) is Annotated:
        return _members(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [inner for member in get_args(annotation) for inner in _members(member)]
    return [annotation]


def is_sequence(annotation):
    """Whether several values belong to it."""
    kinds = (get_origin(member) or member for member in _members(annotation))
    return any(_is_subclass(kind, _SEQUENCES) and not _is_subclass(kind, (str, bytes)) for kind in kinds)


def is_scalar(annotation):
    """Whether it fits into a path or a query."""
    kinds = [get_origin(member) or member for member in _members(annotation)]
    complex_ = any(_is_subclass(kind, (BaseModel, Mapping)) or is_dataclass(kind) for kind in kinds)
    return not (complex_ or is_sequence(annotation))


def _model_of(annotation):
    for member in _members(annotation):
        if _is_subclass(member, BaseModel):
            return member
    return None


class ModelField:
    """A value that is checked: a parameter, a body or a response."""

    def __init__(self, name, annotation, info, alias=None):
        self.name, self.info = name, info
        self.alias = alias or (info.validation_alias if isinstance(info.validation_alias, str) else None) or name
        self.annotation = annotation
        try:
            check, metadata = build(annotation), ()
            if get_origin(annotation) is Annotated:
                inner, *metadata = get_args(annotation)
                check = build(inner)
        except TypeError:
            raise FastAPIError(
                f"Invalid args for response field! Hint: check that {annotation} is a valid Pydantic field type. If you "
                "are using a return type annotation that is not a valid Pydantic field (e.g. Union[Response, dict, "
                "None]) you can disable generating the response model from the type annotation with the path operation "
                "decorator parameter response_model=None. Read more: "
                "https://fastapi.tiangolo.com/tutorial/response-model/"
            ) from None
        for extra in metadata:
            if not isinstance(extra, (params.Param, params.Body)):
                check = _with_metadata(check, extra)
        self._check = with_constraints(check, info.constraints)

    def validate(self, value, values=None, *, loc=()):
        """The checked value and what is wrong with it."""
        try:
            return self._check(value, True), []
        except Invalid as error:
            return None, [{**each, "loc": (*loc, *each["loc"])} for each in error.errors]

    def serialize(self, value, **options):
        return dump(value, mode="json", declared=self.annotation, **options)

    def serialize_json(self, value, **options):
        return to_json(dump(value, mode="json", declared=self.annotation, **options)).encode()


@dataclass
class Dependant:
    """A callable with what it asks for."""

    call: Any = None
    name: str | None = None
    path: str | None = None
    use_cache: bool = True
    scope: str | None = None
    concurrency: Any = None
    scopes: tuple = ()
    dependencies: list = field(default_factory=list)
    path_params: list = field(default_factory=list)
    query_params: list = field(default_factory=list)
    header_params: list = field(default_factory=list)
    cookie_params: list = field(default_factory=list)
    body_params: list = field(default_factory=list)
    request_param: str | None = None
    response_param: str | None = None
    background_tasks_param: str | None = None
    security_scopes_param: str | None = None

    def __post_init__(self):
        self.is_async_gen = is_async_gen_callable(self.call)
        self.is_gen = is_gen_callable(self.call)
        self.is_coroutine = is_coroutine_callable(self.call)

    @property
    def computed_scope(self):
        """How long it lives: what yields lives as long as the request, unless it says otherwise."""
        return self.scope or ("request" if self.is_gen or self.is_async_gen else "")

    @property
    def uses_scopes(self):
        if self.scopes or self.security_scopes_param:
            return True
        return any(dependency.uses_scopes for dependency in self.dependencies)

    @property
    def cache_key(self):
        return (self.call, tuple(sorted(set(self.scopes))) if self.uses_scopes else (), self.computed_scope)


# --- kinds of callables ---


def _impartial(call):
    while isinstance(call, partial):
        call = call.func
    return call


def _is_kind(call, test):
    """Whether a callable, or what it wraps, or its `__call__`, is of a kind."""
    if call is None:
        return False
    candidates = [_impartial(call), inspect.unwrap(_impartial(call))]
    if any(test(candidate) for candidate in candidates):
        return True
    if inspect.isclass(candidates[1]):
        return False
    for candidate in candidates:
        method = getattr(candidate, "__call__", None)
        if method is not None and any(test(each) for each in (_impartial(method), inspect.unwrap(_impartial(method)))):
            return True
    return False


def is_gen_callable(call):
    return _is_kind(call, inspect.isgeneratorfunction)


def is_async_gen_callable(call):
    return _is_kind(call, inspect.isasyncgenfunction)


def is_coroutine_callable(call):
    return _is_kind(call, inspect.iscoroutinefunction)


# --- signatures ---


def typed_signature(call):
    """The signature with its annotations evaluated, where they can be."""
    try:
        return inspect.signature(call, eval_str=True)
    except NameError:
        return inspect.signature(call)


class SecurityScopes:
    """The scopes that the dependants of a dependency ask for."""

    def __init__(self, scopes=None):
        self.scopes = scopes or []
        self.scope_str = " ".join(self.scopes)


_SPECIAL = {
    Request: "request_param", HTTPConnection: "request_param", Response: "response_param",
    BackgroundTasks: "background_tasks_param", SecurityScopes: "security_scopes_param",
}


def parameterless(depends, path):
    """What is asked for without a parameter (`dependencies=[Depends(...)]`)."""
    assert callable(depends.dependency), "A parameter-less dependency must have a callable dependency"
    scopes = tuple(getattr(depends, "scopes", None) or ())
    return get_dependant(
        path=path, call=depends.dependency, scope=depends.scope, concurrency=depends.concurrency, scopes=scopes
    )


def get_dependant(
    *, path, call, name=None, scopes=(), use_cache=True, scope=None, concurrency=None
):
    """What a callable asks for."""
    dependant = Dependant(
        call=call, name=name, path=path, use_cache=use_cache, scope=scope, concurrency=concurrency, scopes=scopes
    )
    path_names = re.findall("{(.*?)}", path)
    for param_name, param in typed_signature(call).parameters.items():
        annotation, depends, made = _analyze(param_name, param.annotation, param.default, param_name in path_names)
        if depends is not None:
            yields = dependant.is_gen or dependant.is_async_gen
            if yields and dependant.computed_scope == "request" and depends.scope == "function":
                called = getattr(call, "__name__", "<unnamed_callable>")
                raise DependencyScopeError(
                    f'The dependency "{called}" has a scope of "request", it cannot depend on dependencies with scope '
                    '"function".'
                )
            added = [each for each in getattr(depends, "scopes", None) or () if each not in scopes]
            dependant.dependencies.append(get_dependant(
                path=path, call=depends.dependency, name=param_name, scopes=(*scopes, *added),
                use_cache=depends.use_cache, scope=depends.scope, concurrency=depends.concurrency,
            ))
            continue
        if made is None:
            for kind, attribute in _SPECIAL.items():
                if _is_subclass(annotation, kind):
                    setattr(dependant, attribute, param_name)
                    break
        elif isinstance(made.info, params.Body):
            dependant.body_params.append(made)
        else:
            getattr(dependant, f"{made.info.place}_params").append(made)
    return dependant


def _analyze(name, annotation, default, in_path):
    """Of a parameter its type, and the dependency or the field that it is."""
    if hasattr(annotation, "__value__"):
        annotation = annotation.__value__
    full = Any if annotation is inspect.Parameter.empty else annotation
    bare, info, depends = full, None, None
    if get_origin(full) is Annotated:
        bare, *extras = get_args(full)
        ours = [extra for extra in extras if isinstance(extra, (params.Param, params.Body, params.Depends))]
        said = ours[-1] if ours else None
        if isinstance(said, FieldInfo):
            info = copy(said)
            assert info.default is Undefined, (
                f"`{type(info).__name__}` default value cannot be set in `Annotated` for {name!r}. Set the default value "
                "with `=` instead."
            )
            if default is not inspect.Parameter.empty:
                assert not in_path, "Path parameters cannot have default values"
                info.default = default
        elif said is not None:
            depends = said
    if isinstance(default, params.Depends):
        assert depends is None, (
            f"Cannot specify `Depends` in `Annotated` and default value together for {name!r}"
        )
        assert info is None, (
            "Cannot specify a FastAPI annotation in `Annotated` and `Depends` as a default value together for "
            f"{name!r}"
        )
        depends = default
    elif isinstance(default, FieldInfo):
        assert info is None, (
            f"Cannot specify FastAPI annotations in `Annotated` and default value together for {name!r}"
        )
        info = default
    if depends is not None:
        return bare, replace(depends, dependency=bare) if depends.dependency is None else depends, None
    if any(_is_subclass(bare, kind) for kind in _SPECIAL):
        assert info is None, f"Cannot specify FastAPI annotation for type {bare!r}"
        return bare, None, None
    if info is None:
        given = Undefined if default is inspect.Parameter.empty else default
        if in_path:
            info = params.Path()
        elif is_scalar(bare):
            info = params.Query(given)
        else:
            info = params.Body(given)
    if in_path:
        assert isinstance(info, params.Path), f"Cannot use `{type(info).__name__}` for path param {name!r}"
        assert is_scalar(bare), "Path params must be of one of the supported types"
    info.annotation = bare
    alias = info.validation_alias if isinstance(info.validation_alias, str) else info.alias
    if not alias and getattr(info, "convert_underscores", False):
        alias = name.replace("_", "-")
    made = ModelField(name, full, info, alias)
    if type(info) is params.Query:
        assert is_scalar(bare) or is_sequence(bare) or _model_of(bare), (
            f"Query parameter {name!r} must be one of the supported types"
        )
    return bare, None, made


def flat_body_params(dependant):
    """The body's parts, of a callable and of all that it depends on."""
    return dependant.body_params + [part for each in dependant.dependencies for part in flat_body_params(each)]


def should_embed(fields):
    """Whether the body is an object with the parts in it, or the one part itself."""
    if not fields:
        return False
    if len({each.name for each in fields}) > 1 or fields[0].info.embed:
        return True
    return isinstance(fields[0].info, params.Form) and _model_of(fields[0].annotation) is None
