"""Headers, cookies, requests, responses and status codes. Rules: `httpx/_models.py`, `_content.py`, `_status_codes.py`.

Must not know: who sends them.
"""

import json as _json
from collections.abc import AsyncIterable, Iterable, Mapping, MutableMapping
from datetime import timedelta
from enum import IntEnum
from http import HTTPStatus

from _espalier_urls import encode_query

from ._exceptions import CookieConflict, HTTPStatusError, RequestNotRead, ResponseNotRead, StreamClosed, StreamConsumed
from ._types import AsyncByteStream, SyncByteStream
from ._urls import URL, primitive_value_to_str


class _Code(IntEnum):
    """What each status code can tell of itself."""

    def __new__(cls, value, phrase=""):
        code = int.__new__(cls, value)
        code._value_, code.phrase = value, phrase
        return code

    def __str__(self):
        return str(self.value)

    @classmethod
    def get_reason_phrase(cls, value):
        """The phrase of a status, or nothing."""
        try:
            return cls(value).phrase
        except ValueError:
            return ""

    is_informational = classmethod(lambda cls, value: 100 <= value <= 199)
    is_success = classmethod(lambda cls, value: 200 <= value <= 299)
    is_redirect = classmethod(lambda cls, value: 300 <= value <= 399)
    is_client_error = classmethod(lambda cls, value: 400 <= value <= 499)
    is_server_error = classmethod(lambda cls, value: 500 <= value <= 599)
    is_error = classmethod(lambda cls, value: 400 <= value <= 599)


# Where httpx keeps an older name than Python.
_OLDER = {
    413: ("REQUEST_ENTITY_TOO_LARGE", "Request Entity Too Large"),
    414: ("REQUEST_URI_TOO_LONG", "Request-URI Too Long"),
    416: ("REQUESTED_RANGE_NOT_SATISFIABLE", "Requested Range Not Satisfiable"),
    418: ("IM_A_TEAPOT", "I'm a teapot"),
    422: ("UNPROCESSABLE_ENTITY", "Unprocessable Entity"),
}


codes = _Code(
    "codes", {name: (value, phrase) for value, name, phrase in (
        (status.value, *_OLDER.get(status.value, (status.name, status.phrase))) for status in HTTPStatus
    )}
)
codes.__doc__ = "HTTP's status codes."
for _code in codes:
    setattr(codes, _code.name.lower(), int(_code))


class ByteStream(AsyncByteStream, SyncByteStream):
    """A body that is there at once."""

    def __init__(self, stream):
        self._stream = stream

    def __iter__(self):
        yield self._stream

    async def __aiter__(self):
        yield self._stream


class _Iterated(AsyncByteStream):
    """A body that somebody iterates over."""

    def __init__(self, stream):
        self._stream = stream
        self._consumed = False

    def _begin(self):
        if self._consumed and hasattr(self._stream, "ag_frame" if hasattr(self._stream, "__aiter__") else "gi_frame"):
            raise StreamConsumed()
        self._consumed = True


class AsyncIteratorByteStream(_Iterated):
    """A body that an asynchronous iterator makes."""

    async def __aiter__(self):
        self._begin()
        async for part in self._stream:
            yield part


class IteratorByteStream(SyncByteStream):
    """A body that an iterator makes; an asynchronous client refuses it."""

    def __init__(self, stream):
        self._stream = stream

    def __iter__(self):
        yield from self._stream


def _encode(content=None, data=None, json=None, text=None, html=None):
    """The headers of a body, and the body."""
    kind = None
    if content is not None:
        if isinstance(content, str):
            content = content.encode("utf-8")
        if isinstance(content, bytes):
            return {"Content-Length": str(len(content))} if content else {}, ByteStream(content)
        if isinstance(content, AsyncIterable):
            return {"Transfer-Encoding": "chunked"}, AsyncIteratorByteStream(content)
        if isinstance(content, Iterable) and not isinstance(content, dict):
            return {"Transfer-Encoding": "chunked"}, IteratorByteStream(content)
        raise TypeError(f"Unexpected type for 'content', {type(content)!r}")
    if data:
        pairs = [
            (name, primitive_value_to_str(item))
            for name, value in data.items()
            for item in (value if isinstance(value, (list, tuple)) else [value])
        ]
        body, kind = encode_query(pairs), "application/x-www-form-urlencoded"
    elif text is not None:
        body, kind = text, "text/plain; charset=utf-8"
    elif html is not None:
        body, kind = html, "text/html; charset=utf-8"
    elif json is not None:
        body = _json.dumps(json, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        kind = "application/json"
    else:
        return {}, ByteStream(b"")
    body = body.encode("utf-8")
    return {"Content-Length": str(len(body)), "Content-Type": kind}, ByteStream(body)


class Headers(MutableMapping):
    """Headers: names without regard to case, each with one or more values."""

    def __init__(self, headers=None, encoding=None):
        self.encoding = encoding or "utf-8"
        if isinstance(headers, Headers):
            self._list = list(headers._list)
            return
        if headers is None:
            headers = []
        elif isinstance(headers, Mapping):
            headers = headers.items()
        self._list = []
        for key, value in headers:
            if type(key) is not bytes:
                key = self._bytes(key)
            if type(value) is not bytes:
                value = self._bytes(value, "value")
            self._list.append((key, key.lower(), value))

    def _bytes(self, text, what="key"):
        if isinstance(text, bytes):
            return text
        if not isinstance(text, str):
            raise TypeError(f"Header {what} must be str or bytes, not {type(text)}")
        return text.encode(self.encoding)

    @property
    def raw(self):
        """The pairs as they are sent."""
        return [(key, value) for key, _, value in self._list]

    def multi_items(self):
        """All pairs."""
        return [(key.decode(self.encoding), value.decode(self.encoding)) for _, key, value in self._list]

    def _joined(self):
        joined = {}
        for key, value in self.multi_items():
            joined[key] = f"{joined[key]}, {value}" if key in joined else value
        return joined

    def keys(self):
        return self._joined().keys()

    def values(self):
        return self._joined().values()

    def items(self):
        return self._joined().items()

    def get(self, key, default=None):
        return self._joined().get(key.lower(), default)

    def get_list(self, key, split_commas=False):
        """All values of a name."""
        found = [value for name, value in self.multi_items() if name == key.lower()]
        return [part.strip() for value in found for part in value.split(",")] if split_commas else found

    def update(self, headers=None):
        headers = Headers(headers)
        names = {name for _, name, _ in headers._list}
        self._list = [entry for entry in self._list if entry[1] not in names] + headers._list

    def copy(self):
        return Headers(self, encoding=self.encoding)

    def __getitem__(self, key):
        joined = self._joined()
        if key.lower() not in joined:
            raise KeyError(key)
        return joined[key.lower()]

    def __setitem__(self, key, value):
        entry = (self._bytes(key), self._bytes(key).lower(), self._bytes(value, "value"))
        places = [index for index, (_, name, _) in enumerate(self._list) if name == entry[1]]
        for index in reversed(places[1:]):
            del self._list[index]
        if places:
            self._list[places[0]] = entry
        else:
            self._list.append(entry)

    def __delitem__(self, key):
        name = self._bytes(key).lower()
        kept = [entry for entry in self._list if entry[1] != name]
        if len(kept) == len(self._list):
            raise KeyError(key)
        self._list = kept

    def __contains__(self, key):
        return self._bytes(key).lower() in [name for _, name, _ in self._list]

    def __iter__(self):
        return iter(self.keys())

    def __len__(self):
        return len(self._list)

    def __eq__(self, other):
        try:
            other = Headers(other)
        except ValueError:
            return False
        return sorted(self.multi_items()) == sorted(other.multi_items())

    def __repr__(self):
        pairs = [
            (key, "[secure]" if key in ("authorization", "proxy-authorization") else value)
            for key, value in self.multi_items()
        ]
        alone = dict(pairs)
        return f"Headers({alone if len(alone) == len(pairs) else pairs!r})"


class _Cookie:
    """One cookie of a jar."""

    __slots__ = ("name", "value", "domain", "path")

    def __init__(self, name, value, domain, path):
        self.name, self.value, self.domain, self.path = name, value, domain, path


class Cookies(MutableMapping):
    """Cookies: what a client has been given, and gives back."""

    def __init__(self, cookies=None):
        self.jar = []
        if isinstance(cookies, Cookies):
            self.jar = list(cookies.jar)
        elif cookies is not None:
            for name, value in cookies.items() if isinstance(cookies, Mapping) else cookies:
                self.set(name, value)

    def extract_cookies(self, response):
        """Takes what a response sets."""
        host = response.request.url.host
        for header in response.headers.get_list("set-cookie"):
            pair, *attributes = header.split(";")
            name, _, value = pair.partition("=")
            said = {}
            for attribute in attributes:
                key, _, text = attribute.partition("=")
                said[key.strip().lower()] = text.strip()
            # Python's cookie jar calls hosts without a dot local.
            domain = said.get("domain") or (host if "." in host else f"{host}.local")
            path = said.get("path") or "/"
            if said.get("max-age", "").lstrip("-").isdigit() and int(said["max-age"]) <= 0:
                self.delete(name.strip(), domain, path)
            else:
                self.set(name.strip(), value.strip(), domain, path)

    def set_cookie_header(self, request):
        """Puts into a request what belongs to its path."""
        path = request.url.path
        chosen = [cookie for cookie in self.jar if path.startswith(cookie.path)]
        chosen.sort(key=lambda cookie: -len(cookie.path))
        if chosen:
            request.headers["Cookie"] = "; ".join(f"{cookie.name}={cookie.value}" for cookie in chosen)

    def set(self, name, value, domain="", path="/"):
        fresh = _Cookie(name, value, domain, path)
        for index, cookie in enumerate(self.jar):
            if (cookie.name, cookie.domain, cookie.path) == (name, domain, path):
                self.jar[index] = fresh
                return
        self.jar.append(fresh)

    def _matching(self, name, domain, path):
        return [
            cookie
            for cookie in self.jar
            if (name is None or cookie.name == name)
            and (domain is None or cookie.domain == domain)
            and (path is None or cookie.path == path)
        ]

    def get(self, name, default=None, domain=None, path=None):
        found = self._matching(name, domain, path)
        if len(found) > 1:
            raise CookieConflict(f"Multiple cookies exist with name={name}")
        return found[0].value if found else default

    def delete(self, name, domain=None, path=None):
        for cookie in self._matching(name, domain, path):
            self.jar.remove(cookie)

    def clear(self, domain=None, path=None):
        for cookie in self._matching(None, domain, path):
            self.jar.remove(cookie)

    def update(self, cookies=None):
        for cookie in Cookies(cookies).jar:
            self.set(cookie.name, cookie.value, cookie.domain, cookie.path)

    def __setitem__(self, name, value):
        self.set(name, value)

    def __getitem__(self, name):
        value = self.get(name)
        if value is None:
            raise KeyError(name)
        return value

    def __delitem__(self, name):
        self.delete(name)

    def __len__(self):
        return len(self.jar)

    def __iter__(self):
        return iter([cookie.name for cookie in self.jar])

    def __bool__(self):
        return bool(self.jar)

    def __repr__(self):
        shown = ", ".join(f"<Cookie {cookie.name}={cookie.value} for {cookie.domain} />" for cookie in self.jar)
        return f"<Cookies[{shown}]>"


class Request:
    """What a client asks for."""

    def __init__(
        self, method, url, *, params=None, headers=None, cookies=None, content=None, data=None, files=None, json=None,
        stream=None, extensions=None,
    ):
        if files:
            raise NotImplementedError("files cannot be uploaded here")
        self.method = method.upper()
        self.url = URL(url) if params is None else URL(url, params=params)
        self.headers = Headers(headers)
        self.extensions = {} if extensions is None else dict(extensions)
        if cookies:
            Cookies(cookies).set_cookie_header(self)
        if stream is not None:
            self.stream = stream
            return
        if data is not None and not isinstance(data, Mapping):
            content, data = data, None
        body_headers, self.stream = _encode(content, data, json)
        for key, value in body_headers.items():
            if key == "Transfer-Encoding" and "Content-Length" in self.headers:
                continue
            self.headers.setdefault(key, value)
        first = []
        if "Host" not in self.headers and self.url.host:
            first.append((b"Host", self.url.netloc))
        sized = "Content-Length" in self.headers or "Transfer-Encoding" in self.headers
        if not sized and self.method in ("POST", "PUT", "PATCH"):
            first.append((b"Content-Length", b"0"))
        self.headers = Headers(first + self.headers.raw)
        if isinstance(self.stream, ByteStream):
            self.read()

    @property
    def content(self):
        """The body."""
        if not hasattr(self, "_content"):
            raise RequestNotRead()
        return self._content

    def read(self):
        if not hasattr(self, "_content"):
            self._content = b"".join(self.stream)
        return self._content

    async def aread(self):
        if not hasattr(self, "_content"):
            body = b"".join([part async for part in self.stream])
            # A body that was made as it was sent can then be sent again.
            self.stream = self.stream if isinstance(self.stream, ByteStream) else ByteStream(body)
            self._content = body
        return self._content

    def __repr__(self):
        return f"<Request({self.method!r}, {str(self.url)!r})>"


_ERROR_TYPES = {1: "Informational response", 3: "Redirect response", 4: "Client error", 5: "Server error"}


class Response:
    """What came back."""

    def __init__(
        self, status_code, *, headers=None, content=None, text=None, html=None, json=None, stream=None, request=None,
        extensions=None, history=None, default_encoding="utf-8",
    ):
        self.status_code = status_code
        self.headers = Headers(headers)
        self._request = request
        self.next_request = None
        self.extensions = {} if extensions is None else dict(extensions)
        self.history = [] if history is None else list(history)
        self.is_closed = self.is_stream_consumed = False
        self.default_encoding = default_encoding
        self.num_bytes_downloaded = 0
        if stream is not None:
            self.stream = stream
            return
        body_headers, self.stream = _encode(content, None, json, text, html)
        for key, value in body_headers.items():
            if key == "Transfer-Encoding" and "content-length" in self.headers:
                continue
            self.headers.setdefault(key, value)
        if isinstance(self.stream, ByteStream):
            self._content = self.stream._stream
            self.is_closed = self.is_stream_consumed = True

    @property
    def elapsed(self):
        """From the request to the end of the response."""
        if not hasattr(self, "_elapsed"):
            raise RuntimeError("'.elapsed' may only be accessed after the response has been read or closed.")
        return self._elapsed

    @elapsed.setter
    def elapsed(self, elapsed):
        self._elapsed = elapsed if isinstance(elapsed, timedelta) else timedelta(seconds=elapsed)

    @property
    def request(self):
        """What it answers."""
        if self._request is None:
            raise RuntimeError("The request instance has not been set on this response.")
        return self._request

    @request.setter
    def request(self, request):
        self._request = request

    @property
    def http_version(self):
        return self.extensions.get("http_version", b"HTTP/1.1").decode("ascii")

    @property
    def reason_phrase(self):
        if "reason_phrase" in self.extensions:
            return self.extensions["reason_phrase"].decode("ascii")
        return codes.get_reason_phrase(self.status_code)

    @property
    def url(self):
        return self.request.url

    @property
    def content(self):
        """The body."""
        if not hasattr(self, "_content"):
            raise ResponseNotRead()
        return self._content

    @property
    def text(self):
        """The body as text."""
        if not hasattr(self, "_text"):
            self._text = self.content.decode(self.encoding or "utf-8", "replace")
        return self._text

    @property
    def charset_encoding(self):
        for part in self.headers.get("content-type", "").split(";")[1:]:
            name, _, value = part.partition("=")
            if name.strip().lower() == "charset":
                return value.strip().strip('"')
        return None

    @property
    def encoding(self):
        if not hasattr(self, "_encoding"):
            encoding = self.charset_encoding
            try:
                "".encode(encoding or "")
            except LookupError:
                encoding = self.default_encoding if isinstance(self.default_encoding, str) else None
            self._encoding = encoding or "utf-8"
        return self._encoding

    @encoding.setter
    def encoding(self, value):
        if hasattr(self, "_text"):
            raise ValueError("Setting encoding after `text` has been accessed is not allowed.")
        self._encoding = value

    is_informational = property(lambda self: codes.is_informational(self.status_code))
    is_success = property(lambda self: codes.is_success(self.status_code))
    is_redirect = property(lambda self: codes.is_redirect(self.status_code))
    is_client_error = property(lambda self: codes.is_client_error(self.status_code))
    is_server_error = property(lambda self: codes.is_server_error(self.status_code))
    is_error = property(lambda self: codes.is_error(self.status_code))

    @property
    def has_redirect_location(self):
        return self.status_code in (301, 302, 303, 307, 308) and "Location" in self.headers

    def raise_for_status(self):
        """Raises if the status is an error, or a redirection that was not followed."""
        if self._request is None:
            raise RuntimeError(
                "Cannot call `raise_for_status` as the request instance has not been set on this response."
            )
        if self.is_success:
            return self
        kind = _ERROR_TYPES.get(self.status_code // 100, "Invalid status code")
        message = f"{kind} '{self.status_code} {self.reason_phrase}' for url '{self.url}'\n"
        if self.has_redirect_location:
            message += f"Redirect location: '{self.headers['location']}'\n"
        message += (
            f"For more information check: https://developer.mozilla.org/en-US/docs/Web/HTTP/Status/{self.status_code}"
        )
        raise HTTPStatusError(message, request=self._request, response=self)

    def json(self, **kwargs):
        """The body, as the JSON that it is."""
        return _json.loads(self.content, **kwargs)

    @property
    def cookies(self):
        """The cookies that it sets."""
        if not hasattr(self, "_cookies"):
            self._cookies = Cookies()
            self._cookies.extract_cookies(self)
        return self._cookies

    def read(self):
        return self.content

    async def aread(self):
        """Reads the body to its end."""
        if not hasattr(self, "_content"):
            parts = [part async for part in self.aiter_bytes()]
            self._content = b"".join(parts)
        return self._content

    async def aiter_bytes(self, chunk_size=None):
        """The body in pieces."""
        if hasattr(self, "_content"):
            size = max(len(self._content) if chunk_size is None else chunk_size, 1)
            for start in range(0, len(self._content), size):
                yield self._content[start : start + size]
            return
        left = b""
        async for part in self.aiter_raw():
            if chunk_size is None:
                if part:
                    yield part
                continue
            left += part
            while len(left) >= chunk_size:
                yield left[:chunk_size]
                left = left[chunk_size:]
        if left:
            yield left

    async def aiter_text(self, chunk_size=None):
        """The body as text, in pieces."""
        left = ""
        async for part in self.aiter_bytes():
            text = part.decode(self.encoding or "utf-8", "replace")
            if chunk_size is None:
                yield text
                continue
            left += text
            while len(left) >= chunk_size:
                yield left[:chunk_size]
                left = left[chunk_size:]
        if left:
            yield left

    async def aiter_lines(self):
        """The body as text, line by line."""
        left = ""
        async for text in self.aiter_text():
            lines = (left + text).splitlines(keepends=True)
            left = lines.pop() if lines and not lines[-1].endswith(("\n", "\r")) else ""
            for line in lines:
                yield line.rstrip("\r\n")
        if left:
            yield left

    async def aiter_raw(self, chunk_size=None):
        """The body as it comes."""
        if self.is_stream_consumed:
            raise StreamConsumed()
        if self.is_closed:
            raise StreamClosed()
        if not isinstance(self.stream, AsyncByteStream):
            raise RuntimeError("Attempted to call an async iterator on a sync stream.")
        self.is_stream_consumed = True
        async for part in self.stream:
            self.num_bytes_downloaded += len(part)
            yield part
        await self.aclose()

    async def aclose(self):
        """Nothing more is read."""
        if not isinstance(self.stream, AsyncByteStream):
            raise RuntimeError("Attempted to call an async close on a sync stream.")
        if not self.is_closed:
            self.is_closed = True
            await self.stream.aclose()

    def __repr__(self):
        return f"<Response [{self.status_code} {self.reason_phrase}]>"
