"""Endpoints: from a request to a response. Rules: `fastapi/routing.py`.

Owns: when the body is read, dependencies are made and cleaned up, the endpoint is called and the response is sent.
Must not know: how a dependency is made (`dependencies.utils`).
"""

import json
from contextlib import AsyncExitStack, asynccontextmanager
from enum import IntEnum
from functools import partial
from inspect import cleandoc
from typing import get_args, get_origin
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Generator, Iterable, Iterator

import anyio
from _espalier_generators import steps
from pydantic._fields import Undefined
from starlette import routing
from starlette._exception_handler import wrap_app_handling_exceptions
from starlette._utils import is_async_callable
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Match, Mount, NoMatchFound

from . import params
from .datastructures import Default, DefaultPlaceholder, first_given
from .dependencies.models import (
    ModelField, flat_body_params, get_dependant, parameterless, should_embed, typed_signature,
)
from .dependencies.utils import solve_dependencies
from .encoders import jsonable_encoder
from .exceptions import FastAPIError, RequestValidationError, ResponseValidationError
from .sse import KEEPALIVE_COMMENT, PING_INTERVAL, EventSourceResponse, ServerSentEvent, format_sse_event
from .utils import is_body_allowed_for_status_code

__all__ = ["APIRoute", "APIRouter", "Mount", "request_response"]


def request_response(call):
    """An ASGI application of a function of a request, with the two stacks that dependencies are closed by.

    The inner one closes before the response is sent, the outer one after that, and after the background tasks.
    """
    function = call if is_async_callable(call) else partial(run_in_threadpool, call)

    async def app(scope, receive, send):
        request = Request(scope, receive, send)

        async def answer(scope, receive, send):
            answered = False
            async with AsyncExitStack() as request_stack:
                scope["fastapi_inner_astack"] = request_stack
                async with AsyncExitStack() as function_stack:
                    scope["fastapi_function_astack"] = function_stack
                    response = await function(request)
                await response(scope, receive, send)
                answered = True
            if not answered:
                raise FastAPIError(
                    "Response not awaited. There's a high chance that the application code is raising an exception and a "
                    "dependency with yield has a block with a bare except, or a block with except Exception, and is not "
                    "raising the exception again. Read more about it in the docs: "
                    "https://fastapi.tiangolo.com/tutorial/dependencies/dependencies-with-yield/"
                    "#dependencies-with-yield-and-except"
                )

        await wrap_app_handling_exceptions(answer, request)(scope, receive, send)

    return app


def _finite(value):
    """JSON has no numbers that are not finite."""
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, list) else value


class _Endpoint:
    """What an endpoint was declared with, and how it answers a request."""

    def __init__(self, route):
        self.route = route
        self.dependant = route.dependant

    async def _body(self, request, context):
        """The body: JSON if it says so, else bytes; `Undefined` if nobody asks for it or there is none."""
        if not self.route.body_params:
            return Undefined
        try:
            if isinstance(self.route.body_params[0].info, params.Form):
                form = await request.form()
                request.scope["fastapi_middleware_astack"].push_async_callback(form.close)
                return form
            raw = await request.body()
            if not raw:
                return Undefined
            kind = request.headers.get("content-type")
            if not kind:
                return raw if self.route.strict_content_type else await request.json()
            main, _, sub = kind.partition(";")[0].strip().lower().partition("/")
            if main == "application" and (sub == "json" or sub.endswith("+json")):
                return await request.json()
            return raw
        except json.JSONDecodeError as error:
            wrong = {
                "type": "json_invalid", "loc": ("body", error.pos), "msg": "JSON decode error", "input": {},
                "ctx": {"error": error.msg},
            }
            raise RequestValidationError([wrong], body=error.doc, endpoint_ctx=context) from error
        except HTTPException:
            raise
        except Exception as error:
            raise HTTPException(status_code=400, detail="There was an error parsing the body") from error

    async def __call__(self, request):
        route, dependant = self.route, self.dependant
        assert isinstance(request.scope.get("fastapi_middleware_astack"), AsyncExitStack), (
            "fastapi_middleware_astack not found in request scope"
        )
        context = self._context(request)
        body = await self._body(request, context)
        solved = await solve_dependencies(
            request=request, dependant=dependant, body=body, embed_body_fields=route.embed_body_fields,
            dependency_overrides_provider=route.dependency_overrides_provider,
        )
        if solved.errors:
            body = None if body is Undefined else body
            raise RequestValidationError(solved.errors, body=body, endpoint_ctx=context)
        if dependant.is_gen or dependant.is_async_gen:
            response = await self._stream(request, solved, context)
        else:
            if dependant.is_coroutine:
                answer = await dependant.call(**solved.values)
            else:
                answer = await run_in_threadpool(dependant.call, **solved.values)
            if isinstance(answer, Response):
                if answer.background is None:
                    answer.background = solved.background_tasks
                return answer
            response = await self._as_response(answer, solved, context)
        response.headers.raw.extend(solved.response.headers.raw)
        return response

    def _context(self, request):
        """Where the endpoint is, for errors to say."""
        context = {}
        code = getattr(self.dependant.call, "__code__", None)
        if code is not None:
            context = {"file": code.co_filename, "line": code.co_firstlineno, "function": self.dependant.call.__name__}
        root = request.scope.get("root_path", "").rstrip("/")
        context["path"] = f"{request.method} {root}{self.dependant.path}"
        return context

    def _response_args(self, solved):
        args = {"background": solved.background_tasks}
        status = solved.response.status_code or self.route.status_code
        if status is not None:
            args["status_code"] = status
        return args

    async def _as_response(self, answer, solved, context):
        """A response of what the endpoint has returned. The value of a `def` endpoint is checked in a thread as well."""
        route, field = self.route, self.route.response_field
        direct = field is not None and isinstance(route.response_class, DefaultPlaceholder)
        if field is None:
            content = jsonable_encoder(answer)
        else:
            if self.dependant.is_coroutine:
                value, errors = field.validate(answer, loc=("response",))
            else:
                value, errors = await run_in_threadpool(field.validate, answer, {}, loc=("response",))
            if errors:
                raise ResponseValidationError(errors, body=answer, endpoint_ctx=context)
            dump = field.serialize_json if direct else field.serialize
            content = dump(value, **route.response_options)
        args = self._response_args(solved)
        if direct:
            response = Response(content=content, media_type="application/json", **args)
        else:
            response = first_given(route.response_class, None)
            response = (route.response_class.value if response is None else response)(content, **args)
        if not is_body_allowed_for_status_code(response.status_code):
            response.body = b""
        return response

    # --- endpoints that yield ---

    def _serialized(self, item, context):
        field = self.route.stream_item_field
        if field is None:
            return json.dumps(_finite(jsonable_encoder(item))).encode("utf-8")
        value, errors = field.validate(item, loc=("response",))
        if errors:
            raise ResponseValidationError(errors, body=item, endpoint_ctx=context)
        return field.serialize_json(value, **self.route.response_options)

    def _event(self, item, context):
        if not isinstance(item, ServerSentEvent):
            return format_sse_event(data_str=self._serialized(item, context).decode("utf-8"))
        data = item.raw_data
        if data is None and item.data is not None:
            dumped = getattr(item.data, "model_dump_json", None)
            data = dumped() if dumped else json.dumps(_finite(jsonable_encoder(item.data)))
        return format_sse_event(data_str=data, event=item.event, id=item.id, retry=item.retry, comment=item.comment)

    async def _stream(self, request, solved, context):
        generator = self.dependant.call(**solved.values)
        args = self._response_args(solved)
        response_class = self.route.response_class
        if self.route.is_sse_stream:
            items = generator if self.dependant.is_async_gen else iterate_in_threadpool(generator)
            stack = request.scope["fastapi_inner_astack"]
            events = await stack.enter_async_context(self._events(items, context))
            stack.push_async_callback(events.aclose)
            response = StreamingResponse(_with_checkpoints(events), media_type="text/event-stream", **args)
            response.headers["Cache-Control"] = "no-cache"
            response.headers["X-Accel-Buffering"] = "no"
            return response
        if isinstance(response_class, DefaultPlaceholder):
            def line(item):
                return self._serialized(item, context) + b"\n"

            if self.dependant.is_async_gen:
                content = _with_checkpoints(generator, line)
            else:
                content = _mapped(generator, line)
            return StreamingResponse(content, media_type="application/jsonl", **args)
        if self.dependant.is_async_gen:
            generator = _with_checkpoints(generator)
        return response_class(content=generator, **args)

    @asynccontextmanager
    async def _events(self, items, context):
        """The events of an endpoint, with comments between them when it is silent for too long.

        One task asks the endpoint, another passes on and looks at the clock, so that the endpoint is never interrupted.
        """
        send_item, receive_item = anyio.create_memory_object_stream(max_buffer_size=1)
        send_event, receive_event = anyio.create_memory_object_stream(max_buffer_size=1)

        async def produce():
            async with send_item:
                async for item in items:
                    await send_item.send(self._event(item, context))

        async def keep_alive():
            async with send_event, receive_item:
                try:
                    while True:
                        try:
                            with anyio.fail_after(PING_INTERVAL):
                                data = await receive_item.receive()
                            await send_event.send(data)
                        except TimeoutError:
                            await send_event.send(KEEPALIVE_COMMENT)
                except anyio.EndOfStream:
                    pass

        async with anyio.create_task_group() as group:
            group.start_soon(produce)
            group.start_soon(keep_alive)
            yield receive_event
            group.cancel_scope.cancel()


async def _with_checkpoints(items, made=lambda item: item):
    """The items, with a point between them at which the response can be cancelled."""
    async for item in items:
        yield made(item)
        await anyio.sleep(0)


def _mapped(items, made):
    """What is made of each item, in the thread that makes the item."""
    return steps(items, made) or (made(item) for item in items)


_STREAMS = (AsyncIterable, AsyncIterator, AsyncGenerator, Iterable, Iterator, Generator)


def _stream_item(annotation):
    """The type of the items of an endpoint that yields, where its annotation says it."""
    if get_origin(annotation) in _STREAMS:
        args = get_args(annotation)
        return args[0] if args else None
    return None


class APIRoute(routing.Route):
    """An endpoint with what was declared for it."""

    def __init__(
        self, path, endpoint, *, response_model=Default(None), status_code=None, tags=None, dependencies=None,
        summary=None, description=None, response_description="Successful Response", responses=None, deprecated=None,
        name=None, methods=None, operation_id=None, response_model_include=None, response_model_exclude=None,
        response_model_by_alias=True, response_model_exclude_unset=False, response_model_exclude_defaults=False,
        response_model_exclude_none=False, include_in_schema=True, response_class=Default(JSONResponse),
        dependency_overrides_provider=None, callbacks=None, openapi_extra=None, generate_unique_id_function=None,
        strict_content_type=True, **others,
    ):
        self._declared = {
            "response_model": response_model, "status_code": status_code, "tags": tags, "summary": summary,
            "description": description, "methods": methods, "operation_id": operation_id, "name": name,
            "response_model_include": response_model_include, "response_model_exclude": response_model_exclude,
            "response_model_by_alias": response_model_by_alias,
            "response_model_exclude_unset": response_model_exclude_unset,
            "response_model_exclude_defaults": response_model_exclude_defaults,
            "response_model_exclude_none": response_model_exclude_none, "response_class": response_class,
            "include_in_schema": include_in_schema,
        }
        assert callable(endpoint), "An endpoint must be a callable"
        self.path, self.endpoint = path, endpoint
        self.name = routing.get_name(endpoint) if name is None else name
        self.path_regex, self.path_format, self.param_convertors = routing.compile_path(path)
        self.methods = {method.upper() for method in methods or ["GET"]}
        self.status_code = int(status_code) if isinstance(status_code, IntEnum) else status_code
        self.tags, self.summary, self.include_in_schema = list(tags or []), summary, include_in_schema
        self.operation_id = operation_id
        self.description = description or cleandoc(endpoint.__doc__ or "")
        self.response_class = response_class
        self.dependencies = list(dependencies or [])
        self.dependency_overrides_provider = dependency_overrides_provider
        self.strict_content_type = strict_content_type
        self.response_options = {
            "include": response_model_include, "exclude": response_model_exclude, "by_alias": response_model_by_alias,
            "exclude_unset": response_model_exclude_unset, "exclude_defaults": response_model_exclude_defaults,
            "exclude_none": response_model_exclude_none,
        }
        self.dependant = get_dependant(path=self.path_format, call=endpoint, scope="function")
        self.dependant.dependencies[:0] = [parameterless(each, self.path_format) for each in self.dependencies]
        self.body_params = flat_body_params(self.dependant)
        self.embed_body_fields = should_embed(self.body_params)
        self._say_what_returns(response_model)
        self.app = request_response(self.get_route_handler())

    def _say_what_returns(self, model):
        yields = self.dependant.is_gen or self.dependant.is_async_gen
        chosen = None if isinstance(self.response_class, DefaultPlaceholder) else self.response_class
        self.is_sse_stream = yields and isinstance(chosen, type) and issubclass(chosen, EventSourceResponse)
        self.stream_item_field = None
        if isinstance(model, DefaultPlaceholder):
            model = typed_signature(self.endpoint).return_annotation
            item = _stream_item(model)
            if model in (typed_signature(self.endpoint).empty, None) or isinstance(model, type) and issubclass(model, Response):
                model = None
            elif item is not None and yields:
                event = isinstance(item, type) and issubclass(item, ServerSentEvent)
                if (chosen is None or self.is_sse_stream) and not event:
                    self.stream_item_field = ModelField("item", item, params.FieldInfo())
                model = None
            elif yields:
                model = None
        self.response_model = model
        self.response_field = None
        if model:
            assert is_body_allowed_for_status_code(self.status_code), (
                f"Status code {self.status_code} must not have a response body"
            )
            self.response_field = ModelField("response", model, params.FieldInfo())

    def get_route_handler(self):
        """What answers a request."""
        endpoint = _Endpoint(self)

        async def app(request):
            return await endpoint(request)

        return app

    def included(self, context):
        """The same endpoint below the prefix of a router that was included."""
        declared = dict(self._declared)
        declared["response_class"] = first_given(declared["response_class"], context.response_class)
        route = type(self)(
            context.prefix + self.path, self.endpoint, dependencies=[*context.dependencies, *self.dependencies],
            dependency_overrides_provider=context.dependency_overrides_provider,
            strict_content_type=self.strict_content_type, **declared,
        )
        route._original = self
        return route

    # The route that this one stands for below a prefix: a request knows it as it was declared.
    _original = None

    def matches(self, scope):
        match, child = super().matches(scope)
        if match is not Match.NONE:
            child["route"] = self._original or self
        return match, child


class _Inclusion:
    """What the including router adds to the routes of the included one."""

    def __init__(self, prefix, dependencies, response_class, dependency_overrides_provider):
        self.prefix, self.dependencies, self.response_class = prefix, dependencies, response_class
        self.dependency_overrides_provider = dependency_overrides_provider

    def inside(self, outer):
        """The same, included once more."""
        return _Inclusion(
            outer.prefix + self.prefix, [*outer.dependencies, *self.dependencies],
            first_given(self.response_class, outer.response_class), outer.dependency_overrides_provider,
        )


class _IncludedRouter(BaseRoute):
    """A router inside another. Its routes are looked at when a request comes: some may be added later."""

    def __init__(self, router, context):
        self.router, self.context = router, context
        self._routes, self._made_of = [], None

    @property
    def routes(self):
        if self._made_of != self.router.routes:
            self._made_of = list(self.router.routes)
            self._routes = [self._included(route) for route in self._made_of]
        return self._routes

    def _included(self, route):
        if isinstance(route, APIRoute):
            return route.included(self.context)
        if isinstance(route, _IncludedRouter):
            return _IncludedRouter(route.router, route.context.inside(self.context))
        if isinstance(route, Mount):
            return Mount(self.context.prefix + route.path, app=route.app, name=route.name)
        return routing.Route(
            self.context.prefix + route.path, route.endpoint, methods=list(route.methods or []), name=route.name
        )

    def _match(self, scope):
        partial_match = Match.NONE, {}, None
        for route in self.routes:
            match, child = route.matches(scope)
            if match is Match.FULL:
                return match, child, route
            if match is Match.PARTIAL and partial_match[2] is None:
                partial_match = match, child, route
        return partial_match

    def matches(self, scope):
        match, child, _ = self._match(scope)
        return match, child

    async def handle(self, scope, receive, send):
        _, child, route = self._match(scope)
        scope.update(child)
        await route.handle(scope, receive, send)

    def url_path_for(self, name, /, **path_params):
        for route in self.routes:
            try:
                return route.url_path_for(name, **path_params)
            except NoMatchFound:
                pass
        raise NoMatchFound(name, path_params)


def _merged_lifespan(outer, inner):
    @asynccontextmanager
    async def lifespan(app):
        async with outer(app) as outer_state:
            async with inner(app) as inner_state:
                if outer_state is None and inner_state is None:
                    yield None
                else:
                    yield {**(inner_state or {}), **(outer_state or {})}

    return lifespan


class _Events:
    """The lifespan of an application that has handlers of events instead of one."""

    def __init__(self, router):
        self._router = router

    async def __aenter__(self):
        await self._run(self._router.on_startup)

    async def __aexit__(self, *error):
        await self._run(self._router.on_shutdown)

    async def _run(self, handlers):
        for handler in handlers:
            if is_async_callable(handler):
                await handler()
            else:
                handler()

    def __call__(self, app):
        return self


def _check_prefix(prefix):
    if prefix:
        assert prefix.startswith("/"), "A path prefix must start with '/'"
        assert not prefix.endswith("/"), (
            "A path prefix must not end with '/', as the routes will start with '/'"
        )


class APIRouter(routing.Router):
    """Routes with what they have in common."""

    def __init__(
        self, *, prefix="", tags=None, dependencies=None, default_response_class=Default(JSONResponse), responses=None,
        callbacks=None, routes=None, redirect_slashes=True, default=None, dependency_overrides_provider=None,
        route_class=APIRoute, on_startup=None, on_shutdown=None, lifespan=None, deprecated=None, include_in_schema=True,
        generate_unique_id_function=None, strict_content_type=Default(True), **others,
    ):
        self.on_startup, self.on_shutdown = list(on_startup or []), list(on_shutdown or [])
        super().__init__(
            routes=routes, redirect_slashes=redirect_slashes, default=default,
            lifespan=_Events(self) if lifespan is None else lifespan,
        )
        _check_prefix(prefix)
        self.prefix, self.tags, self.dependencies = prefix, list(tags or []), list(dependencies or [])
        self.deprecated, self.include_in_schema = deprecated, include_in_schema
        self.default_response_class = default_response_class
        self.dependency_overrides_provider = dependency_overrides_provider
        self.route_class, self.strict_content_type = route_class, strict_content_type

    def add_api_route(self, path, endpoint, *, dependencies=None, response_class=Default(JSONResponse), tags=None, **kwargs):
        """One more endpoint."""
        self.routes.append(self.route_class(
            self.prefix + path, endpoint, dependencies=[*self.dependencies, *(dependencies or [])],
            response_class=first_given(response_class, self.default_response_class),
            tags=[*self.tags, *(tags or [])], dependency_overrides_provider=self.dependency_overrides_provider,
            strict_content_type=bool(self.strict_content_type), **kwargs,
        ))

    def api_route(self, path, **kwargs):
        def decorator(function):
            self.add_api_route(path, function, **kwargs)
            return function

        return decorator

    def get(self, path, **kwargs):
        return self.api_route(path, methods=["GET"], **kwargs)

    def put(self, path, **kwargs):
        return self.api_route(path, methods=["PUT"], **kwargs)

    def post(self, path, **kwargs):
        return self.api_route(path, methods=["POST"], **kwargs)

    def delete(self, path, **kwargs):
        return self.api_route(path, methods=["DELETE"], **kwargs)

    def options(self, path, **kwargs):
        return self.api_route(path, methods=["OPTIONS"], **kwargs)

    def head(self, path, **kwargs):
        return self.api_route(path, methods=["HEAD"], **kwargs)

    def patch(self, path, **kwargs):
        return self.api_route(path, methods=["PATCH"], **kwargs)

    def trace(self, path, **kwargs):
        return self.api_route(path, methods=["TRACE"], **kwargs)

    def route(self, path, methods=None, name=None, include_in_schema=True):
        def decorator(function):
            self.add_route(path, function, methods=methods, name=name, include_in_schema=include_in_schema)
            return function

        return decorator

    def include_router(self, router, *, prefix="", tags=None, dependencies=None, default_response_class=Default(JSONResponse), **others):
        """Takes in the routes of another router, its handlers of events and its lifespan."""
        assert self is not router, (
            "Cannot include the same APIRouter instance into itself. Did you mean to include a different router?"
        )
        _check_prefix(prefix)
        if not prefix:
            for route in router.routes:
                if getattr(route, "path", None) == "":
                    raise FastAPIError(f"Prefix and path cannot be both empty (path operation: {route.name})")
        context = _Inclusion(
            self.prefix + prefix, [*self.dependencies, *(dependencies or [])],
            first_given(default_response_class, self.default_response_class), self.dependency_overrides_provider,
        )
        self.routes.append(_IncludedRouter(router, context))
        for handler in router.on_startup:
            self.add_event_handler("startup", handler)
        for handler in router.on_shutdown:
            self.add_event_handler("shutdown", handler)
        self.lifespan_context = _merged_lifespan(self.lifespan_context, router.lifespan_context)

    def add_event_handler(self, event_type, func):
        assert event_type in ("startup", "shutdown")
        (self.on_startup if event_type == "startup" else self.on_shutdown).append(func)

    def on_event(self, event_type):
        def decorator(function):
            self.add_event_handler(event_type, function)
            return function

        return decorator
