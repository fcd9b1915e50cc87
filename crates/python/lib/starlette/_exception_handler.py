"""Exceptions that become responses. Rules: `starlette/_exception_handler.py`."""

from ._utils import is_async_callable
from .concurrency import run_in_threadpool
from .exceptions import HTTPException


def _lookup_exception_handler(handlers, exc):
    for cls in type(exc).__mro__:
        if cls in handlers:
            return handlers[cls]
    return None


def wrap_app_handling_exceptions(app, conn):
    """`app`, with the handlers of `conn`'s application around it."""
    by_class, by_status = conn.scope.get("starlette.exception_handlers", ({}, {}))

    async def wrapped_app(scope, receive, send):
        started = False

        async def watched(message):
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
            await send(message)

        try:
            await app(scope, receive, watched)
        except Exception as exc:
            handler = by_status.get(exc.status_code) if isinstance(exc, HTTPException) else None
            if handler is None:
                handler = _lookup_exception_handler(by_class, exc)
            if handler is None:
                raise exc
            if started:
                raise RuntimeError("Caught handled exception, but response already started.") from exc
            if is_async_callable(handler):
                response = await handler(conn, exc)
            else:
                response = await run_in_threadpool(handler, conn, exc)
            if response is not None:
                await response(scope, receive, watched)
            exc.__traceback__ = None

    return wrapped_app
