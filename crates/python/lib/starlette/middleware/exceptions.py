"""The innermost middleware: exceptions with a handler become responses. Rules: `middleware/exceptions.py`."""

from .._exception_handler import wrap_app_handling_exceptions
from ..exceptions import HTTPException
from ..requests import Request
from ..responses import PlainTextResponse, Response


class ExceptionMiddleware:
    """Calls the handlers of an application."""

    def __init__(self, app, handlers=None, debug=False):
        self.app, self.debug = app, debug
        self._status_handlers, self._exception_handlers = {}, {HTTPException: self.http_exception}
        for key, handler in (handlers or {}).items():
            self.add_exception_handler(key, handler)

    def add_exception_handler(self, exc_class_or_status_code, handler):
        key, table = exc_class_or_status_code, self._status_handlers
        if not isinstance(key, int):
            assert issubclass(key, Exception)
            table = self._exception_handlers
        table[key] = handler

    async def __call__(self, scope, receive, send):
        app = self.app
        if scope["type"] == "http":
            scope["starlette.exception_handlers"] = (self._exception_handlers, self._status_handlers)
            app = wrap_app_handling_exceptions(app, Request(scope, receive, send))
        await app(scope, receive, send)

    async def http_exception(self, request, exc):
        common = {"status_code": exc.status_code, "headers": exc.headers}
        return Response(**common) if exc.status_code in (204, 304) else PlainTextResponse(exc.detail, **common)
