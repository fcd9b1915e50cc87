"""What an endpoint answers: an ASGI application each. Rules: `starlette/responses.py`."""

import json
from collections.abc import AsyncIterable
from functools import partial

from _espalier_urls import quote

from ._cookies import header as cookie_header
from ._utils import BODY, DISCONNECT, create_collapsing_task_group, part_message, start_message
from .background import BackgroundTask
from .concurrency import iterate_in_threadpool
from .datastructures import MutableHeaders


def _describe(response, status_code, media_type, background):
    """What every kind of response keeps; a media type that is not given is its class's."""
    response.status_code, response.background = status_code, background
    if media_type is not None:
        response.media_type = media_type


class Response:
    """A response whose body is there."""

    media_type = None
    charset = "utf-8"

    def __init__(self, content=None, status_code=200, headers=None, media_type=None, background=None):
        _describe(self, status_code, media_type, background)
        self.body = self.render(content)
        self.init_headers(headers)

    def render(self, content):
        """The bytes of the content."""
        is_text = not (content is None or isinstance(content, (bytes, memoryview)))
        return content.encode(self.charset) if is_text else bytes(content or b"")

    def init_headers(self, headers=None):
        """The headers given, and those that the body asks for."""
        raw = [] if headers is None else [
            (key.lower().encode("latin-1"), value.encode("latin-1")) for key, value in headers.items()
        ]
        given = [key for key, _ in raw]
        body = getattr(self, "body", None)
        with_length = self.status_code is None or self.status_code >= 200 and self.status_code not in (204, 304)
        if body is not None and b"content-length" not in given and with_length:
            raw.append((b"content-length", str(len(body)).encode("latin-1")))
        kind = self.media_type
        if kind is not None and b"content-type" not in given:
            if kind.startswith("text/") and "charset=" not in kind.lower():
                kind += "; charset=" + self.charset
            raw.append((b"content-type", kind.encode("latin-1")))
        self.raw_headers = raw

    @property
    def headers(self):
        if not hasattr(self, "_headers"):
            self._headers = MutableHeaders(raw=self.raw_headers)
        return self._headers

    def set_cookie(
        self, key, value="", max_age=None, expires=None, path="/", domain=None, secure=False, httponly=False,
        samesite="lax", partitioned=False,
    ):
        """A `Set-Cookie` header."""
        text = cookie_header(key, value, max_age, expires, path, domain, secure, httponly, samesite, partitioned)
        self.raw_headers.append((b"set-cookie", text.encode("latin-1")))

    def delete_cookie(self, key, path="/", domain=None, secure=False, httponly=False, samesite="lax", partitioned=False):
        self.set_cookie(
            key, max_age=0, expires=0, path=path, domain=domain, secure=secure, httponly=httponly, samesite=samesite,
            partitioned=partitioned,
        )

    async def __call__(self, scope, receive, send):
        await send(start_message(self))
        await send({"type": BODY, "body": self.body})
        if self.background is not None:
            await self.background()


class HTMLResponse(Response):
    """A page."""

    media_type = "text/html"


class PlainTextResponse(Response):
    """A text."""

    media_type = "text/plain"


class JSONResponse(Response):
    """A value as JSON."""

    media_type = "application/json"

    def __init__(self, content, status_code=200, headers=None, media_type=None, background=None):
        super().__init__(content, status_code, headers, media_type, background)

    def render(self, content):
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, indent=None, separators=(",", ":"))
        return text.encode("utf-8")


class RedirectResponse(Response):
    """Another place to ask."""

    def __init__(self, url, status_code=307, headers=None, background=None):
        super().__init__(b"", status_code, headers, None, background)
        self.headers["location"] = quote(str(url), safe=":/%#?=@[]!$&'()*+,;")


def _send_raises_when_gone(scope):
    """Whether the server's `send` tells that the client has left: since version 2.4 of its specification."""
    version = scope.get("asgi", {}).get("spec_version", "2.0")
    return [int(number) for number in version.split(".")] >= [2, 4]


class StreamingResponse(Response):
    """A response whose body is made while it is sent."""

    def __init__(self, content, status_code=200, headers=None, media_type=None, background=None):
        _describe(self, status_code, media_type, background)
        self.body_iterator = content if isinstance(content, AsyncIterable) else iterate_in_threadpool(content)
        self.init_headers(headers)

    async def listen_for_disconnect(self, receive):
        while (await receive())["type"] != DISCONNECT:
            pass

    async def stream_response(self, send):
        await send(start_message(self))
        async for item in self.body_iterator:
            part = item if isinstance(item, (bytes, memoryview)) else item.encode(self.charset)
            await send(part_message(part, True))
        await send(part_message(b"", False))

    async def __call__(self, scope, receive, send):
        if _send_raises_when_gone(scope):
            await self.stream_response(send)
        else:
            # Whichever ends first, the body or the client's patience, ends the other.
            async with create_collapsing_task_group() as group:

                async def wrap(part):
                    await part()
                    group.cancel_scope.cancel()

                body, patience = partial(self.stream_response, send), partial(self.listen_for_disconnect, receive)
                group.start_soon(wrap, body)
                await wrap(patience)
        if self.background is not None:
            await self.background()
