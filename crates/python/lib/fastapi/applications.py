"""The application. Rules: `fastapi/applications.py`."""

from starlette.applications import Starlette
from starlette.datastructures import State
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import JSONResponse

from .datastructures import Default
from .exception_handlers import http_exception_handler, request_validation_exception_handler
from .exceptions import RequestValidationError
from .middleware import AsyncExitStackMiddleware
from .routing import APIRouter


class FastAPI(Starlette):
    """An application with endpoints."""

    _innermost = (Middleware(AsyncExitStackMiddleware),)

    def __init__(
        self, *, debug=False, routes=None, title="FastAPI", summary=None, description="", version="0.1.0",
        openapi_url="/openapi.json", docs_url="/docs", redoc_url="/redoc", dependencies=None,
        default_response_class=Default(JSONResponse), redirect_slashes=True, middleware=None, exception_handlers=None,
        on_startup=None, on_shutdown=None, lifespan=None, root_path="", responses=None, callbacks=None, deprecated=None,
        include_in_schema=True, generate_unique_id_function=None, strict_content_type=True, **documented,
    ):
        self.debug = debug
        self.title, self.summary, self.description, self.version = title, summary, description, version
        self.openapi_url, self.docs_url, self.redoc_url = openapi_url, docs_url, redoc_url
        self.root_path = root_path
        self.state = State()
        # What a test puts in the place of a dependency.
        self.dependency_overrides = {}
        self.router = APIRouter(
            routes=routes, redirect_slashes=redirect_slashes, dependency_overrides_provider=self, on_startup=on_startup,
            on_shutdown=on_shutdown, lifespan=lifespan, default_response_class=default_response_class,
            dependencies=dependencies, deprecated=deprecated, include_in_schema=include_in_schema,
            strict_content_type=strict_content_type,
        )
        self.exception_handlers = dict(exception_handlers or {})
        self.exception_handlers.setdefault(HTTPException, http_exception_handler)
        self.exception_handlers.setdefault(RequestValidationError, request_validation_exception_handler)
        self.user_middleware = list(middleware or [])
        self.middleware_stack = None

    async def __call__(self, scope, receive, send):
        if self.root_path:
            scope["root_path"] = self.root_path
        await super().__call__(scope, receive, send)

    def add_api_route(self, path, endpoint, **kwargs):
        self.router.add_api_route(path, endpoint, **kwargs)

    def api_route(self, path, **kwargs):
        return self.router.api_route(path, **kwargs)

    def include_router(self, router, **kwargs):
        self.router.include_router(router, **kwargs)

    def get(self, path, **kwargs):
        return self.router.get(path, **kwargs)

    def put(self, path, **kwargs):
        return self.router.put(path, **kwargs)

    def post(self, path, **kwargs):
        return self.router.post(path, **kwargs)

    def delete(self, path, **kwargs):
        return self.router.delete(path, **kwargs)

    def options(self, path, **kwargs):
        return self.router.options(path, **kwargs)

    def head(self, path, **kwargs):
        return self.router.head(path, **kwargs)

    def patch(self, path, **kwargs):
        return self.router.patch(path, **kwargs)

    def trace(self, path, **kwargs):
        return self.router.trace(path, **kwargs)

    def route(self, path, **kwargs):
        return self.router.route(path, **kwargs)

    def on_event(self, event_type):
        return self.router.on_event(event_type)

    def add_event_handler(self, event_type, func):
        self.router.add_event_handler(event_type, func)

    def middleware(self, middleware_type):
        """Puts a function round every request."""
        def decorator(function):
            self.add_middleware(BaseHTTPMiddleware, dispatch=function)
            return function

        return decorator

    def exception_handler(self, exc_class_or_status_code):
        """Lets a function answer an exception."""
        def decorator(function):
            self.add_exception_handler(exc_class_or_status_code, function)
            return function

        return decorator
