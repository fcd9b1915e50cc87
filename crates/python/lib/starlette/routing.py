"""Which endpoint answers a request. Rules: `starlette/routing.py`. Must not know: what FastAPI makes of an endpoint."""

import functools
import inspect
import re
from contextlib import asynccontextmanager, contextmanager
from enum import Enum

from ._exception_handler import wrap_app_handling_exceptions
from ._utils import get_route_path, is_async_callable
from .concurrency import run_in_threadpool
from .convertors import CONVERTOR_TYPES
from .datastructures import URL, URLPath
from .exceptions import HTTPException
from .requests import Request
from .responses import PlainTextResponse, RedirectResponse


class NoMatchFound(Exception):
    """No route has that name with those parameters."""

    def __init__(self, name, path_params):
        super().__init__(f'No route exists for name "{name}" and params "{", ".join(path_params)}".')


class Match(Enum):
    """Whether a route answers; PARTIAL: not this method."""

    NONE, PARTIAL, FULL = 0, 1, 2


def request_response(func):
    """An ASGI application of a function of a request."""
    call = func if is_async_callable(func) else functools.partial(run_in_threadpool, func)

    async def app(scope, receive, send):
        request = Request(scope, receive, send)

        async def answer(scope, receive, send):
            response = await call(request)
            await response(scope, receive, send)

        await wrap_app_handling_exceptions(answer, request)(scope, receive, send)

    return app


def get_name(endpoint):
    """What a route is called that was given no name."""
    return getattr(endpoint, "__name__", endpoint.__class__.__name__)


_PARAM = re.compile("{([a-zA-Z_][a-zA-Z0-9_]*)(:[a-zA-Z_][a-zA-Z0-9_]*)?}")


def compile_path(path):
    """The pattern of a path, its format, and the convertors of its parameters."""
    pattern, form, convertors, at = "^", "", {}, 0
    duplicated = []
    for found in _PARAM.finditer(path):
        name, kind = found.group(1), (found.group(2) or ":str")[1:]
        assert kind in CONVERTOR_TYPES, f"Unknown path convertor '{kind}'"
        convertor = CONVERTOR_TYPES[kind]
        pattern += re.escape(path[at : found.start()]) + f"(?P<{name}>{convertor.regex})"
        form += path[at : found.start()] + "{" + name + "}"
        if name in convertors:
            duplicated.append(name)
        convertors[name] = convertor
        at = found.end()
        if duplicated:
            # A pattern cannot have a name twice; the sentence below says so better.
            break
    if duplicated:
        raise ValueError(f"Duplicated param name {duplicated[0]} at path {path}")
    return re.compile(pattern + re.escape(path[at:]) + "$"), form + path[at:], convertors


def _fill(path_format, convertors, path_params):
    """A path with its parameters filled in, and the parameters that are left."""
    for name, value in list(path_params.items()):
        if "{" + name + "}" in path_format:
            path_format = path_format.replace("{" + name + "}", convertors[name].to_string(value))
            path_params.pop(name)
    return path_format, path_params


def _with_middleware(app, middleware):
    for cls, args, kwargs in reversed(middleware or []):
        app = cls(app, *args, **kwargs)
    return app


class BaseRoute:
    """What may answer a request."""

    def matches(self, scope):
        raise NotImplementedError()

    def url_path_for(self, name, /, **path_params):
        raise NotImplementedError()

    async def handle(self, scope, receive, send):
        raise NotImplementedError()

    async def __call__(self, scope, receive, send):
        match, child = self.matches(scope)
        if match is Match.NONE:
            await PlainTextResponse("Not Found", status_code=404)(scope, receive, send)
            return
        scope.update(child)
        await self.handle(scope, receive, send)


class Route(BaseRoute):
    """A path with its endpoint."""

    def __init__(self, path, endpoint, *, methods=None, name=None, include_in_schema=True, middleware=None):
        assert path.startswith("/"), "Routed paths must start with '/'"
        self.path, self.endpoint = path, endpoint
        self.name = get_name(endpoint) if name is None else name
        self.include_in_schema = include_in_schema
        function = endpoint
        while isinstance(function, functools.partial):
            function = function.func
        if inspect.isfunction(function) or inspect.ismethod(function):
            app = request_response(endpoint)
            methods = ["GET"] if methods is None else methods
        else:
            app = endpoint
        self.app = _with_middleware(app, middleware)
        self.methods = None if methods is None else {method.upper() for method in methods}
        if self.methods and "GET" in self.methods:
            self.methods.add("HEAD")
        self.path_regex, self.path_format, self.param_convertors = compile_path(path)

    def matches(self, scope):
        if scope["type"] != "http":
            return Match.NONE, {}
        found = self.path_regex.match(get_route_path(scope))
        if not found:
            return Match.NONE, {}
        path_params = dict(scope.get("path_params", {}))
        for name, value in found.groupdict().items():
            path_params[name] = self.param_convertors[name].convert(value)
        child = {"endpoint": self.endpoint, "path_params": path_params}
        if self.methods and scope["method"] not in self.methods:
            return Match.PARTIAL, child
        return Match.FULL, child

    def url_path_for(self, name, /, **path_params):
        if name != self.name or path_params.keys() != self.param_convertors.keys():
            raise NoMatchFound(name, path_params)
        return URLPath(_fill(self.path_format, self.param_convertors, path_params)[0], protocol="http")

    async def handle(self, scope, receive, send):
        if not self.methods or scope["method"] in self.methods:
            await self.app(scope, receive, send)
            return
        headers = {"Allow": ", ".join(sorted(self.methods))}
        if "app" in scope:
            raise HTTPException(status_code=405, headers=headers)
        await PlainTextResponse("Method Not Allowed", status_code=405, headers=headers)(scope, receive, send)

    def __eq__(self, other):
        mine = (self.path, self.endpoint, self.methods)
        return isinstance(other, Route) and mine == (other.path, other.endpoint, other.methods)

    __hash__ = None

    def __repr__(self):
        methods = sorted(self.methods or [])
        return f"{type(self).__name__}(path={self.path!r}, name={self.name!r}, methods={methods!r})"


class Mount(BaseRoute):
    """A whole application below a path."""

    def __init__(self, path, app=None, routes=None, name=None, *, middleware=None):
        assert path == "" or path.startswith("/"), "Routed paths must start with '/'"
        assert app is not None or routes is not None, "Either 'app=...', or 'routes=' must be specified"
        self.path = path.rstrip("/")
        self._base_app = Router(routes=routes) if app is None else app
        self.app = _with_middleware(self._base_app, middleware)
        self.name = name
        self.path_regex, self.path_format, self.param_convertors = compile_path(self.path + "/{path:path}")

    @property
    def routes(self):
        return getattr(self._base_app, "routes", [])

    def matches(self, scope):
        if scope["type"] not in ("http", "websocket"):
            return Match.NONE, {}
        root, path = scope.get("root_path", ""), get_route_path(scope)
        found = self.path_regex.match(path)
        if not found:
            return Match.NONE, {}
        matched = {name: self.param_convertors[name].convert(value) for name, value in found.groupdict().items()}
        below = "/" + matched.pop("path")
        return Match.FULL, {
            "path_params": {**scope.get("path_params", {}), **matched},
            "app_root_path": scope.get("app_root_path", root),
            "root_path": root + path[: -len(below)],
            "endpoint": self.app,
        }

    def url_path_for(self, name, /, **path_params):
        if self.name is None:
            below = name
        elif name.startswith(self.name + ":"):
            below = name[len(self.name) + 1 :]
        else:
            raise NoMatchFound(name, path_params)
        prefix, rest = _fill(self.path_format.removesuffix("/{path}"), self.param_convertors, dict(path_params))
        for route in self.routes:
            try:
                return URLPath(prefix + str(route.url_path_for(below, **rest)), protocol="http")
            except NoMatchFound:
                pass
        raise NoMatchFound(name, path_params)

    async def handle(self, scope, receive, send):
        await self.app(scope, receive, send)

    def __repr__(self):
        return f"{type(self).__name__}(path={self.path!r}, name={self.name or ''!r}, app={self.app!r})"


class _Lifted:
    """A context manager as an asynchronous one."""

    def __init__(self, manager):
        self._manager = manager

    async def __aenter__(self):
        return self._manager.__enter__()

    async def __aexit__(self, *error):
        return self._manager.__exit__(*error)


class _NoLifespan:
    """The lifespan of an application that was given none."""

    def __init__(self, router):
        self._router = router

    async def __aenter__(self):
        pass

    async def __aexit__(self, *error):
        pass

    def __call__(self, app):
        return self


def lifespan_context(lifespan):
    """What a program gives as lifespan, as a function that makes an asynchronous context manager."""
    if inspect.isasyncgenfunction(lifespan):
        return asynccontextmanager(lifespan)
    if inspect.isgeneratorfunction(lifespan):
        manager = contextmanager(lifespan)
        return lambda app: _Lifted(manager(app))
    return lifespan


class Router:
    """Routes, tried one after the other."""

    def __init__(self, routes=None, redirect_slashes=True, default=None, lifespan=None, *, middleware=None):
        self.routes = [] if routes is None else list(routes)
        self.redirect_slashes = redirect_slashes
        self.default = self.not_found if default is None else default
        self.lifespan_context = _NoLifespan(self) if lifespan is None else lifespan_context(lifespan)
        self.middleware_stack = _with_middleware(self.app, middleware)

    async def not_found(self, scope, receive, send):
        if "app" in scope:
            raise HTTPException(status_code=404)
        await PlainTextResponse("Not Found", status_code=404)(scope, receive, send)

    def url_path_for(self, name, /, **path_params):
        for route in self.routes:
            try:
                return route.url_path_for(name, **path_params)
            except NoMatchFound:
                pass
        raise NoMatchFound(name, path_params)

    async def lifespan(self, scope, receive, send):
        """Start-up and shutdown, as a server asks for them."""
        started = False
        await receive()
        try:
            async with self.lifespan_context(scope.get("app")) as state:
                if state is not None:
                    if "state" not in scope:
                        raise RuntimeError('The server does not support "state" in the lifespan scope.')
                    scope["state"].update(state)
                await send({"type": "lifespan.startup.complete"})
                started = True
                await receive()
        except BaseException:
            kind = "lifespan.shutdown.failed" if started else "lifespan.startup.failed"
            from traceback import format_exc  # long to load

            await send({"type": kind, "message": format_exc()})
            raise
        await send({"type": "lifespan.shutdown.complete"})

    async def __call__(self, scope, receive, send):
        await self.middleware_stack(scope, receive, send)

    async def app(self, scope, receive, send):
        assert scope["type"] in ("http", "websocket", "lifespan")
        scope.setdefault("router", self)
        if scope["type"] == "lifespan":
            await self.lifespan(scope, receive, send)
            return
        partial = None
        for route in self.routes:
            match, child = route.matches(scope)
            if match is Match.FULL:
                partial = route, child
                break
            if match is Match.PARTIAL and partial is None:
                partial = route, child
        if partial is not None:
            route, child = partial
            scope["route"] = route
            scope.update(child)
            await route.handle(scope, receive, send)
            return
        path = get_route_path(scope)
        if scope["type"] == "http" and self.redirect_slashes and path != "/":
            other = scope["path"].rstrip("/") if path.endswith("/") else scope["path"] + "/"
            redirected = {**scope, "path": other}
            if any(route.matches(redirected)[0] is not Match.NONE for route in self.routes):
                await RedirectResponse(url=str(URL(scope=redirected)))(scope, receive, send)
                return
        await self.default(scope, receive, send)

    def mount(self, path, app, name=None):
        self.routes.append(Mount(path, app=app, name=name))

    def add_route(self, path, endpoint, methods=None, name=None, include_in_schema=True):
        route = Route(path, endpoint=endpoint, methods=methods, name=name, include_in_schema=include_in_schema)
        self.routes.append(route)
