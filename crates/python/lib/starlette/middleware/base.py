"""Middleware that is a function of a request and of what comes next. Rules: `starlette/middleware/base.py`.

The application below runs in a task of its own and hands over its messages one by one, so that `call_next` can return
as soon as the response begins.
"""

import anyio

from .._utils import create_collapsing_task_group
from ..requests import ClientDisconnect, Request
from ..responses import Response


class _CachedRequest(Request):
    """A request whose body the middleware may have read before the application does."""

    def __init__(self, scope, receive, send):
        super().__init__(scope, receive, send)
        self._wrapped_disconnected = self._wrapped_consumed = False

    async def wrapped_receive(self):
        if self._wrapped_disconnected:
            return {"type": "http.disconnect"}
        if self._wrapped_consumed:
            # All that is left to tell is that the client has gone.
            if not self._is_disconnected:
                message = await self.receive()
                if message["type"] != "http.disconnect":
                    raise RuntimeError(f"Unexpected message received: {message['type']}")
                self._wrapped_disconnected = True
                return message
            self._wrapped_disconnected = True
            return {"type": "http.disconnect"}
        if getattr(self, "_body", None) is not None:
            self._wrapped_consumed = True
            return {"type": "http.request", "body": self._body, "more_body": False}
        if self._stream_consumed:
            self._wrapped_consumed = True
            return {"type": "http.request", "body": b"", "more_body": False}
        stream = self.stream()
        try:
            try:
                chunk = await stream.__anext__()
            finally:
                await stream.aclose()
        except ClientDisconnect:
            self._wrapped_disconnected = True
            return {"type": "http.disconnect"}
        self._wrapped_consumed = self._stream_consumed
        return {"type": "http.request", "body": chunk, "more_body": not self._stream_consumed}


class BaseHTTPMiddleware:
    """Calls `dispatch(request, call_next)` for each request."""

    def __init__(self, app, dispatch=None):
        self.app = app
        self.dispatch_func = self.dispatch if dispatch is None else dispatch

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = _CachedRequest(scope, receive, send)
        wrapped_receive = request.wrapped_receive
        response_sent = anyio.Event()
        app_exc = None
        already_raised = False

        async def call_next(request):
            async def receive_or_disconnect():
                if response_sent.is_set():
                    return {"type": "http.disconnect"}
                async with anyio.create_task_group() as group:

                    async def wrap(func):
                        result = await func()
                        group.cancel_scope.cancel()
                        return result

                    group.start_soon(wrap, response_sent.wait)
                    message = await wrap(wrapped_receive)
                if response_sent.is_set():
                    return {"type": "http.disconnect"}
                return message

            async def send_no_error(message):
                try:
                    await send_stream.send(message)
                except anyio.BrokenResourceError:
                    return  # the response has been sent without it
                if message["type"] == "http.response.body" and not message.get("more_body", False):
                    await response_sent.wait()

            async def coro():
                nonlocal app_exc
                with send_stream:
                    try:
                        await self.app(scope, receive_or_disconnect, send_no_error)
                    except Exception as exc:
                        app_exc = exc

            task_group.start_soon(coro)
            try:
                message = await recv_stream.receive()
            except anyio.EndOfStream:
                if app_exc is not None:
                    nonlocal already_raised
                    already_raised = True
                    raise app_exc from app_exc.__cause__ or app_exc.__context__
                raise RuntimeError("No response returned.")
            assert message["type"] == "http.response.start"

            async def body_stream():
                async for message in recv_stream:
                    assert message["type"] == "http.response.body", f"Unexpected message: {message}"
                    body = message.get("body", b"")
                    if body:
                        yield body
                    if not message.get("more_body", False):
                        break

            response = _StreamingResponse(status_code=message["status"], content=body_stream())
            response.raw_headers = message.get("headers", [])
            return response

        send_stream, recv_stream = anyio.create_memory_object_stream()
        with recv_stream, send_stream:
            async with create_collapsing_task_group() as task_group:
                response = await self.dispatch_func(request, call_next)
                await response(scope, wrapped_receive, send)
                response_sent.set()
                recv_stream.close()
        if app_exc is not None and not already_raised:
            raise app_exc

    async def dispatch(self, request, call_next):
        raise NotImplementedError()


class _StreamingResponse(Response):
    """The response of what comes next, passed on."""

    def __init__(self, content, status_code=200, headers=None, media_type=None):
        self.body_iterator = content
        self.status_code, self.media_type, self.background = status_code, media_type, None
        self.init_headers(headers)

    async def __call__(self, scope, receive, send):
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async for chunk in self.body_iterator:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        if self.background:
            await self.background()
