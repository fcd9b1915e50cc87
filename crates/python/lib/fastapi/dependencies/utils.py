"""How a request's values and dependencies are made. Rules: `fastapi/dependencies/utils.py`.

Dependencies are solved one after the other, leaves first; a callable's own parameters are read after its dependencies have
run, and whether they were right is asked only at the end.
"""

from contextlib import asynccontextmanager, contextmanager
from copy import deepcopy

from _espalier_generators import manager as suspendable_manager
from anyio import CancelScope
from pydantic._fields import Undefined
from starlette.datastructures import FormData, Headers
from starlette.responses import Response

from .. import params
from ..background import BackgroundTasks
from ..concurrency import (
    contextmanager_in_threadpool, run_in_threadpool, with_concurrency_limit, with_shielded_exit,
)
from .models import SecurityScopes, _model_of, get_dependant, is_sequence


class Solved:
    """What was made for a callable, and what all of a request share."""

    def __init__(self, values, errors, background_tasks, response):
        self.values, self.errors = values, errors
        self.background_tasks, self.response = background_tasks, response


def _shield_of(scope):
    """The scope round all clean-ups of a request: it is entered before the first dependency that yields."""
    stack = scope["fastapi_inner_astack"]
    scopes = scope.setdefault("fastapi_async_cleanup_scopes", {})
    if stack not in scopes:
        scopes[stack] = stack.enter_context(CancelScope())
        stack.callback(scopes.pop, stack)
    return scopes[stack]


async def _enter(dependant, stack, values, request):
    """Enters a dependency that yields."""
    if dependant.is_async_gen:
        manager = with_shielded_exit(asynccontextmanager(dependant.call)(**values), _shield_of(request.scope))
    else:
        manager = contextmanager_in_threadpool(suspendable_manager(dependant.call, contextmanager)(**values))
    if dependant.concurrency is not None:
        manager = with_concurrency_limit(manager, dependant.concurrency.get_semaphore())
    return await stack.enter_async_context(manager)


async def _solve_one(dependant, call, values, request):
    """What a dependency gives."""
    if dependant.is_gen or dependant.is_async_gen:
        which = "fastapi_function_astack" if dependant.scope == "function" else "fastapi_inner_astack"
        return await _enter(dependant, request.scope[which], values, request)
    if dependant.concurrency is None:
        return await call(**values) if dependant.is_coroutine else await run_in_threadpool(call, **values)
    async with dependant.concurrency.get_semaphore():
        return await call(**values) if dependant.is_coroutine else await run_in_threadpool(call, **values)


async def solve_dependencies(
    *, request, dependant, body=Undefined, background_tasks=None, response=None, dependency_overrides_provider=None,
    dependency_cache=None, embed_body_fields=False,
):
    """Makes what `dependant` asks for."""
    values, errors = {}, []
    if response is None:
        # What dependencies say of the response before there is one.
        response = Response()
        del response.headers["content-length"]
        response.status_code = None
    cache = {} if dependency_cache is None else dependency_cache
    overrides = getattr(dependency_overrides_provider, "dependency_overrides", None)
    for declared in dependant.dependencies:
        used = declared
        if overrides:
            used = get_dependant(
                path=declared.path, call=overrides.get(declared.call, declared.call), name=declared.name,
                scopes=declared.scopes, scope=declared.scope, concurrency=declared.concurrency,
            )
        solved = await solve_dependencies(
            request=request, dependant=used, body=body, background_tasks=background_tasks, response=response,
            dependency_overrides_provider=dependency_overrides_provider, dependency_cache=cache,
            embed_body_fields=embed_body_fields,
        )
        background_tasks = solved.background_tasks
        if solved.errors:
            errors.extend(solved.errors)
            continue
        key = declared.cache_key
        if declared.use_cache and key in cache:
            value = cache[key]
        else:
            value = await _solve_one(used, used.call, solved.values, request)
        if declared.name is not None:
            values[declared.name] = value
        cache.setdefault(key, value)
    for fields, received in (
        (dependant.path_params, request.path_params),
        (dependant.query_params, request.query_params),
        (dependant.header_params, request.headers),
        (dependant.cookie_params, request.cookies),
    ):
        _read_params(fields, received, values, errors)
    if dependant.body_params:
        _read_body(dependant.body_params, body, embed_body_fields, values, errors)
    if dependant.request_param:
        values[dependant.request_param] = request
    if dependant.background_tasks_param:
        if background_tasks is None:
            background_tasks = BackgroundTasks()
        values[dependant.background_tasks_param] = background_tasks
    if dependant.response_param:
        values[dependant.response_param] = response
    if dependant.security_scopes_param:
        values[dependant.security_scopes_param] = SecurityScopes(list(dependant.scopes))
    return Solved(values, errors, background_tasks, response)


def _validated(field, value, loc):
    if value is Undefined:
        if field.info.is_required():
            return None, [{"type": "missing", "loc": loc, "msg": "Field required", "input": None}]
        default = field.info.default
        return (field.info.default_factory() if field.info.default_factory else deepcopy(default)), []
    return field.validate(value, loc=loc)


def _value_of(field, received, alias):
    """What came in for a field; `Undefined` if nothing did."""
    if is_sequence(field.annotation) and hasattr(received, "getlist"):
        value = received.getlist(alias)
    else:
        value = received.get(alias)
    if value is None or value == "" and isinstance(received, FormData):
        return Undefined
    return Undefined if is_sequence(field.annotation) and not len(value) else value


def _read_params(fields, received, values, errors):
    for field in fields:
        model = _model_of(field.annotation)
        renamed = {}
        if model is not None:
            given, renamed = _given_to_model(model, received)
            value, loc = given, (field.info.place,)
        else:
            value, loc = _value_of(field, received, field.alias), (field.info.place, field.alias)
        checked, wrong = _validated(field, value, loc)
        if wrong:
            errors.extend({**each, "loc": tuple(renamed.get(part, part) for part in each["loc"])} for each in wrong)
        else:
            values[field.name] = checked


def _given_to_model(model, received):
    """What came in for a model of parameters, all that no field asks for included; and the names of headers that stand for fields."""
    given, renamed, asked_for = {}, {}, set()
    are_headers = isinstance(received, Headers)
    many = getattr(received, "getlist", None)
    for name, inner in model._complete().items():
        asked = name.replace("_", "-") if are_headers and inner.alias == name else inner.alias
        if asked in received:
            given[inner.alias] = many(asked) if many and is_sequence(inner.info.annotation) else received[asked]
        asked_for.add(asked)
        if asked != inner.alias:
            asked_for.add(inner.alias)
            renamed[inner.alias] = asked
    for name in received:
        if name not in asked_for and name not in given:
            values = many(name) if many else [received[name]]
            given[name] = values[0] if len(values) == 1 else values
    return given, renamed


def _read_body(fields, body, embed, values, errors):
    if isinstance(body, FormData) and len(fields) == 1 and _model_of(fields[0].annotation) and not embed:
        body = dict(body)
    if len(fields) == 1 and not embed:
        checked, wrong = _validated(fields[0], body, ("body",))
        values[fields[0].name] = checked
        errors.extend(wrong)
        return
    for field in fields:
        loc, value = ("body", field.alias), Undefined
        if isinstance(body, FormData):
            value = _value_of(field, body, field.alias)
        elif hasattr(body, "get"):
            value = body.get(field.alias, Undefined)
        elif body is not Undefined and not isinstance(body, bytes):
            errors.append({"type": "missing", "loc": loc, "msg": "Field required", "input": None})
            continue
        checked, wrong = _validated(field, value, loc)
        if wrong:
            errors.extend(wrong)
        else:
            values[field.name] = checked
