"""How a request reaches its application: in the same task, by a call. Rules: `httpx/_transports/asgi.py` of httpx 0.28.

Must not know: what the application is. There are no other transports here but a handler's, since there is no network.
"""

import _fastapi

from ._models import Response
from ._types import AsyncByteStream


class AsyncBaseTransport:
    """Answers requests."""

    async def __aenter__(self):
        return self

    async def __aexit__(self, exc_type=None, exc_value=None, traceback=None):
        await self.aclose()

    async def handle_async_request(self, request):
        raise NotImplementedError("The 'handle_async_request' method must be implemented.")

    async def aclose(self):
        """Nothing to close."""


class MockTransport(AsyncBaseTransport):
    """Lets a function answer."""

    def __init__(self, handler):
        self.handler = handler

    async def handle_async_request(self, request):
        await request.aread()
        response = self.handler(request)
        return response if isinstance(response, Response) else await response


class _Whole(AsyncByteStream):
    """A body that the application has sent to its end."""

    def __init__(self, parts):
        self._parts = parts

    async def __aiter__(self):
        yield b"".join(self._parts)


def _create_event():
    import sniffio

    try:
        on_trio = sniffio.current_async_library() == "trio"
    except sniffio.AsyncLibraryNotFoundError:
        on_trio = False
    if on_trio:
        from trio import Event
    else:
        from asyncio import Event
    return Event()


class _Exchange:
    """One request and what the application sends back for it: the two ends that ASGI gives an application."""

    def __init__(self, request):
        self.request = request
        self.parts = request.stream.__aiter__()
        self.received = False
        self.status = self.headers = None
        self.started = False
        self.body = []
        self.complete = _create_event()

    async def receive(self):
        if self.received:
            # The client stays until it has its response.
            await self.complete.wait()
            return {"type": "http.disconnect"}
        try:
            body = await self.parts.__anext__()
        except StopAsyncIteration:
            self.received = True
            return {"type": "http.request", "body": b"", "more_body": False}
        return {"type": "http.request", "body": body, "more_body": True}

    async def send(self, message):
        if message["type"] == "http.response.start":
            assert not self.started
            self.status, self.headers = message["status"], message.get("headers", [])
            self.started = True
        elif message["type"] == "http.response.body":
            assert not self.complete.is_set()
            body = message.get("body", b"")
            if body and self.request.method != "HEAD":
                self.body.append(body)
            if not message.get("more_body", False):
                self.complete.set()


class ASGITransport(AsyncBaseTransport):
    """Calls an ASGI application; the response is there when the call has ended."""

    def __init__(self, app, raise_app_exceptions=True, root_path="", client=("127.0.0.1", 123)):
        self.app = app
        self.raise_app_exceptions = raise_app_exceptions
        self.root_path = root_path
        self.client = client

    async def handle_async_request(self, request):
        assert isinstance(request.stream, AsyncByteStream)
        url = request.url
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "headers": [(key.lower(), value) for key, value in request.headers.raw],
            "scheme": url.scheme,
            "path": url.path,
            "raw_path": url.raw_path.split(b"?")[0],
            "query_string": url.query,
            "server": (url.host, url.port),
            "client": self.client,
            "root_path": self.root_path,
        }
        exchange = _Exchange(request)
        seen = _fastapi.open_request(f"{request.method} {url.path}")
        try:
            await self.app(scope, exchange.receive, exchange.send)
        except BaseException as exc:
            _fastapi.close_request(seen, exc)
            seen = None
            if self.raise_app_exceptions or not isinstance(exc, Exception):
                raise
            exchange.complete.set()
            if exchange.status is None:
                exchange.status = 500
            if exchange.headers is None:
                exchange.headers = {}
        else:
            _fastapi.close_request(seen, None)
        assert exchange.complete.is_set()
        assert exchange.status is not None
        assert exchange.headers is not None
        return Response(exchange.status, headers=exchange.headers, stream=_Whole(exchange.body))
