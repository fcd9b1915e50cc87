"""Middleware that is a function of a request and of what comes next. Rules: `starlette/middleware/base.py`.

The application below runs in a task of its own and hands over its messages one by one, so that `call_next` can return
as soon as the response begins.
"""

import anyio

from .._utils import BODY, DISCONNECT, START, create_collapsing_task_group, part_message, start_message
from ..requests import ClientDisconnect, Request
from ..responses import Response


def _received(body, more_body):
    return {"type": "http.request", "body": body, "more_body": more_body}


class _CachedRequest(Request):
    """A request whose body the middleware may have read before the application does."""

    def __init__(self, scope, receive, send):
        super().__init__(scope, receive, send)
        self._wrapped_disconnected = self._wrapped_consumed = False

    async def wrapped_receive(self):
        if self._wrapped_disconnected or self._wrapped_consumed:
            return await self._after_the_body()
        read = getattr(self, "_body", None)
        if read is not None or self._stream_consumed:
            self._wrapped_consumed = True
            return _received(read or b"", False)
        pieces = self.stream()
        try:
            try:
                piece = await pieces.__anext__()
            finally:
                await pieces.aclose()
        except ClientDisconnect:
            self._wrapped_disconnected = True
            return {"type": DISCONNECT}
        self._wrapped_consumed = self._stream_consumed
        return _received(piece, not self._stream_consumed)

    async def _after_the_body(self):
        """All that is left to tell is that the client has gone; it is waited for if nobody knows it yet."""
        message = {"type": DISCONNECT}
        if not (self._wrapped_disconnected or self._is_disconnected):
            message = await self.receive()
            if message["type"] != DISCONNECT:
                raise RuntimeError(f"Unexpected message received: {message['type']}")
        self._wrapped_disconnected = True
        return message


class _Passage:
    """What the middleware and the application below it share of one request."""

    def __init__(self, request):
        self.request = request
        self.sent = anyio.Event()
        self.inlet, self.outlet = anyio.create_memory_object_stream()
        self.error, self.error_raised = None, False

    async def send(self, message):
        """Takes a message of the application below; its last holds it until the middleware has sent all."""
        try:
            await self.inlet.send(message)
        except anyio.BrokenResourceError:
            return  # the response has been sent without it
        if message["type"] == BODY and not message.get("more_body", False):
            await self.sent.wait()

    async def response(self):
        """The response, as soon as it begins."""
        try:
            start = await self.outlet.receive()
        except anyio.EndOfStream:
            error = self.error
            if error is None:
                raise RuntimeError("No response returned.")
            self.error_raised = True
            raise error from error.__cause__ or error.__context__
        assert start["type"] == START
        answer = _StreamingResponse(self.body_stream(), start["status"])
        answer.raw_headers = start.get("headers", [])
        return answer

    async def body_stream(self):
        """What is in the messages after the first."""
        async for message in self.outlet:
            assert message["type"] == BODY, f"Unexpected message: {message}"
            piece, more = message.get("body", b""), message.get("more_body", False)
            if piece:
                yield piece
            if not more:
                break


class BaseHTTPMiddleware:
    """Calls `dispatch(request, call_next)` for each request."""

    def __init__(self, app, dispatch=None):
        self.app = app
        self.dispatch_func = self.dispatch if dispatch is None else dispatch

    # The names of the functions that become tasks are public: a task without a name is known by its function.
    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        passage = _Passage(_CachedRequest(scope, receive, send))

        async def call_next(request):
            async def receive_or_disconnect():
                if not passage.sent.is_set():
                    async with anyio.create_task_group() as group:

                        async def wrap(func):
                            first = await func()
                            group.cancel_scope.cancel()
                            return first

                        group.start_soon(wrap, passage.sent.wait)
                        message = await wrap(passage.request.wrapped_receive)
                return {"type": DISCONNECT} if passage.sent.is_set() else message

            async def coro():
                with passage.inlet:
                    try:
                        await self.app(scope, receive_or_disconnect, passage.send)
                    except Exception as exc:
                        passage.error = exc

            task_group.start_soon(coro)
            return await passage.response()

        with passage.outlet, passage.inlet:
            async with create_collapsing_task_group() as task_group:
                answer = await self.dispatch_func(passage.request, call_next)
                await answer(scope, passage.request.wrapped_receive, send)
                passage.sent.set()
                passage.outlet.close()
        if passage.error is not None and not passage.error_raised:
            raise passage.error

    async def dispatch(self, request, call_next):
        raise NotImplementedError()


class _StreamingResponse(Response):
    """The response of what comes next, passed on."""

    def __init__(self, content, status_code=200, headers=None, media_type=None):
        self.body_iterator = content
        self.status_code, self.media_type, self.background = status_code, media_type, None
        self.init_headers(headers)

    async def __call__(self, scope, receive, send):
        await send(start_message(self))
        async for piece in self.body_iterator:
            await send(part_message(piece, True))
        await send(part_message(b"", False))
        if self.background:
            await self.background()
