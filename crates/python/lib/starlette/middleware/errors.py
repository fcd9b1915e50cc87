"""The outermost middleware: what nobody handles becomes a 500, and goes on to the server. Rules: `middleware/errors.py`."""

import traceback

from .._utils import is_async_callable
from ..concurrency import run_in_threadpool
from ..requests import Request
from ..responses import PlainTextResponse


class ServerErrorMiddleware:
    """Answers what nobody handles."""

    def __init__(self, app, handler=None, debug=False):
        self.app, self.handler, self.debug = app, handler, debug

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message):
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as exc:
            request = Request(scope)
            if self.debug:
                response = await run_in_threadpool(self.debug_response, request, exc)
            elif self.handler is None:
                response = self.error_response(request, exc)
            elif is_async_callable(self.handler):
                response = await self.handler(request, exc)
            else:
                response = await run_in_threadpool(self.handler, request, exc)
            if not started:
                await response(scope, receive, send)
            # A server writes it into its log; a test may want to see it.
            raise exc

    def debug_response(self, request, exc):
        return PlainTextResponse("".join(traceback.format_exception(type(exc), exc, exc.__traceback__)), status_code=500)

    def error_response(self, request, exc):
        return PlainTextResponse("Internal Server Error", status_code=500)
