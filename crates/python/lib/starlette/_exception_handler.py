"""Exceptions that become responses. Rules: `starlette/_exception_handler.py`."""

import _fastapi

from ._utils import WatchedSend
from .concurrency import calling
from .exceptions import HTTPException


def _lookup_exception_handler(handlers, exc):
    return next((handlers[cls] for cls in type(exc).__mro__ if cls in handlers), None)


def wrap_app_handling_exceptions(app, conn):
    """`app`, with the handlers of `conn`'s application around it."""
    by_class, by_status = conn.scope.get("starlette.exception_handlers", ({}, {}))

    async def wrapped_app(scope, receive, send):
        watched = WatchedSend(send)
        try:
            await app(scope, receive, watched)
        except Exception as exc:
            # The handler of a status is nearer than that of any class.
            handler = by_status.get(exc.status_code) if isinstance(exc, HTTPException) else None
            handler = _lookup_exception_handler(by_class, exc) if handler is None else handler
            if handler is None:
                raise exc
            if watched.started:
                raise RuntimeError("Caught handled exception, but response already started.") from exc
            _fastapi.caught(exc)
            answer = await calling(handler, conn, exc)
            if answer is not None:
                await answer(scope, receive, watched)
            exc.__traceback__ = None

    return wrapped_app
