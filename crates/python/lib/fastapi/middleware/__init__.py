"""Middleware: starlette's, and a block round each request."""

from contextlib import AsyncExitStack

from starlette.middleware import Middleware

__all__ = ["Middleware"]


class AsyncExitStackMiddleware:
    """A stack that closes when the request has ended."""

    def __init__(self, app, context_name="fastapi_middleware_astack"):
        self.app, self.context_name = app, context_name

    async def __call__(self, scope, receive, send):
        async with AsyncExitStack() as stack:
            scope[self.context_name] = stack
            await self.app(scope, receive, send)
