"""Responses: starlette's, and the one for server-sent events."""

from starlette.responses import (
    HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse,
)

from .sse import EventSourceResponse

__all__ = [
    "EventSourceResponse", "HTMLResponse", "JSONResponse", "PlainTextResponse", "RedirectResponse", "Response",
    "StreamingResponse",
]
