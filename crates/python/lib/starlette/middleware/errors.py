"""The outermost middleware: what nobody handles becomes a 500, and goes on to the server. Rules: `middleware/errors.py`."""

from .._utils import WatchedSend
from ..concurrency import calling
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
        watched = WatchedSend(send)
        try:
            await self.app(scope, receive, watched)
        except Exception as exc:
            # Made even where it comes too late to be sent: the program's handler has to learn of the error.
            if self.handler is None and not self.debug:
                answer = self.error_response(Request(scope), exc)
            else:
                answer = await calling(self.debug_response if self.debug else self.handler, Request(scope), exc)
            if not watched.started:
                await answer(scope, receive, send)
            # A server writes it into its log; a test may want to see it.
            raise exc

    def debug_response(self, request, exc):
        from traceback import format_exception  # long to load

        return PlainTextResponse("".join(format_exception(type(exc), exc, exc.__traceback__)), status_code=500)

    def error_response(self, request, exc):
        return PlainTextResponse("Internal Server Error", status_code=500)
