"""What an endpoint answers: an ASGI application each. Rules: `starlette/responses.py`."""

import json
from collections.abc import AsyncIterable
from functools import partial

from _espalier_urls import quote

from ._utils import create_collapsing_task_group
from .background import BackgroundTask
from .concurrency import iterate_in_threadpool
from .datastructures import MutableHeaders


class Response:
    """A response whose body is there."""

    media_type = None
    charset = "utf-8"

    def __init__(self, content=None, status_code=200, headers=None, media_type=None, background=None):
        self.status_code = status_code
        if media_type is not None:
            self.media_type = media_type
        self.background = background
        self.body = self.render(content)
        self.init_headers(headers)

    def render(self, content):
        """The bytes of the content."""
        if content is None:
            return b""
        if isinstance(content, (bytes, memoryview)):
            return bytes(content)
        return content.encode(self.charset)

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
        """A `Set-Cookie` header; its attributes in the order of their names, as `http.cookies` writes them."""
        if not value or any(char in ' ,;"\\' for char in value):
            value = '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace(",", "\\054").replace(";", "\\073") + '"'
        attributes = {
            "Domain": domain, "expires": None if expires is None else str(expires), "HttpOnly": httponly or None,
            "Max-Age": max_age, "Path": path, "SameSite": samesite, "Secure": secure or None,
        }
        said = [name if attribute is True else f"{name}={attribute}" for name, attribute in attributes.items()
                if attribute is not None]
        self.raw_headers.append((b"set-cookie", "; ".join([f"{key}={value}", *said]).encode("latin-1")))

    def delete_cookie(self, key, path="/", domain=None, secure=False, httponly=False, samesite="lax", partitioned=False):
        self.set_cookie(
            key, max_age=0, expires=0, path=path, domain=domain, secure=secure, httponly=httponly, samesite=samesite
        )

    async def __call__(self, scope, receive, send):
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body})
        if self.background is not None:
            await self.background()


class HTMLResponse(Response):
    media_type = "text/html"


class PlainTextResponse(Response):
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
        super().__init__(content=b"", status_code=status_code, headers=headers, background=background)
        self.headers["location"] = quote(str(url), safe=":/%#?=@[]!$&'()*+,;")


class StreamingResponse(Response):
    """A response whose body is made while it is sent."""

    def __init__(self, content, status_code=200, headers=None, media_type=None, background=None):
        self.body_iterator = content if isinstance(content, AsyncIterable) else iterate_in_threadpool(content)
        self.status_code = status_code
        self.media_type = self.media_type if media_type is None else media_type
        self.background = background
        self.init_headers(headers)

    async def listen_for_disconnect(self, receive):
        while (await receive())["type"] != "http.disconnect":
            pass

    async def stream_response(self, send):
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async for chunk in self.body_iterator:
            if not isinstance(chunk, (bytes, memoryview)):
                chunk = chunk.encode(self.charset)
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def __call__(self, scope, receive, send):
        version = tuple(map(int, scope.get("asgi", {}).get("spec_version", "2.0").split(".")))
        if version >= (2, 4):
            await self.stream_response(send)
        else:
            # Whichever ends first, the body or the client's patience, ends the other.
            async with create_collapsing_task_group() as group:

                async def wrap(func):
                    await func()
                    group.cancel_scope.cancel()

                group.start_soon(wrap, partial(self.stream_response, send))
                await wrap(partial(self.listen_for_disconnect, receive))
        if self.background is not None:
            await self.background()
