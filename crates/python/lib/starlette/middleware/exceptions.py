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
        if isinstance(exc_class_or_status_code, int):
            self._status_handlers[exc_class_or_status_code] = handler
        else:
            assert issubclass(exc_class_or_status_code, Exception)
            self._exception_handlers[exc_class_or_status_code] = handler

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope["starlette.exception_handlers"] = (self._exception_handlers, self._status_handlers)
        conn = Request(scope, receive, send)
        await wrap_app_handling_exceptions(self.app, conn)(scope, receive, send)

    async def http_exception(self, request, exc):
        if exc.status_code in (204, 304):
            return Response(status_code=exc.status_code, headers=exc.headers)
        return PlainTextResponse(exc.detail, status_code=exc.status_code, headers=exc.headers)
