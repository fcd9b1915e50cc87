"""What an endpoint is asked. Rules: `starlette/requests.py`."""

import json
from collections.abc import Mapping

import anyio

from _espalier_urls import parse_query

from ._cookies import unquote
from ._utils import DISCONNECT
from .datastructures import URL, Address, FormData, Headers, QueryParams, State


class ClientDisconnect(Exception):
    """The client left before it had sent its body."""


def _made_once(make):
    """A property that is made when it is first asked for, and kept under its name with an underscore."""
    name = "_" + make.__name__

    def get(self):
        if name not in self.__dict__:
            self.__dict__[name] = make(self)
        return self.__dict__[name]

    return property(get, doc=make.__doc__)


class HTTPConnection(Mapping):
    """What came in, before its body."""

    def __init__(self, scope, receive=None):
        assert scope["type"] in ("http", "websocket")
        self.scope = scope

    def __getitem__(self, key):
        return self.scope[key]

    def __iter__(self):
        return iter(self.scope)

    def __len__(self):
        return len(self.scope)

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    app = property(lambda self: self.scope["app"])
    path_params = property(lambda self: self.scope.get("path_params", {}))

    @_made_once
    def url(self):
        return URL(scope=self.scope)

    @_made_once
    def base_url(self):
        root = self.scope.get("app_root_path", self.scope.get("root_path", ""))
        path = root if root.endswith("/") else root + "/"
        return URL(scope={**self.scope, "path": path, "query_string": b""})

    @_made_once
    def headers(self):
        return Headers(scope=self.scope)

    @_made_once
    def query_params(self):
        return QueryParams(self.scope["query_string"])

    @_made_once
    def cookies(self):
        cookies = {}
        for header in self.headers.getlist("cookie"):
            for part in header.split(";"):
                name, mark, value = part.partition("=")
                if not mark:
                    name, value = "", part
                name, value = name.strip(), value.strip()
                if name or value:
                    cookies[name] = unquote(value)
        return cookies

    @property
    def client(self):
        client = self.scope.get("client")
        return None if client is None else Address(*client)

    @property
    def session(self):
        assert "session" in self.scope, "SessionMiddleware must be installed to access request.session"
        return self.scope["session"]

    @property
    def auth(self):
        assert "auth" in self.scope, "AuthenticationMiddleware must be installed to access request.auth"
        return self.scope["auth"]

    @property
    def user(self):
        assert "user" in self.scope, "AuthenticationMiddleware must be installed to access request.user"
        return self.scope["user"]

    @_made_once
    def state(self):
        """What the program keeps with the request."""
        return State(self.scope.setdefault("state", {}))

    def url_for(self, name, /, **path_params):
        provider = self.scope.get("router") or self.scope.get("app")
        if provider is None:
            raise RuntimeError("The `url_for` method can only be used inside a Starlette application or with a router.")
        return provider.url_path_for(name, **path_params).make_absolute_url(base_url=self.base_url)


async def empty_receive():
    raise RuntimeError("Receive channel has not been made available")


async def empty_send(message):
    raise RuntimeError("Send channel has not been made available")


class _Form:
    """The form of a request, awaited or as a block."""

    def __init__(self, read):
        self._read = read

    def __await__(self):
        return self._read().__await__()

    async def __aenter__(self):
        self._form = await self._read()
        return self._form

    async def __aexit__(self, *error):
        await self._form.close()


class Request(HTTPConnection):
    """What an endpoint is asked, with its body."""

    def __init__(self, scope, receive=empty_receive, send=empty_send):
        super().__init__(scope)
        assert scope["type"] == "http"
        self._receive, self._send = receive, send
        self._stream_consumed = self._is_disconnected = False
        self._form = None

    method = property(lambda self: self.scope["method"])
    receive = property(lambda self: self._receive)

    async def stream(self):
        """The body in pieces, then an empty one."""
        if hasattr(self, "_body"):
            yield self._body
        elif self._stream_consumed:
            raise RuntimeError("Stream consumed")
        else:
            while not self._stream_consumed:
                piece = self._piece(await self._receive())
                if piece:
                    yield piece
        yield b""

    def _piece(self, message):
        """What a message brings of the body; notes what it says of the body's end and of the client."""
        if message["type"] == DISCONNECT:
            self._is_disconnected = True
            raise ClientDisconnect()
        if message["type"] != "http.request":
            return b""
        self._stream_consumed |= not message.get("more_body", False)
        return message.get("body", b"")

    async def body(self):
        """The whole body."""
        if not hasattr(self, "_body"):
            self._body = b"".join([part async for part in self.stream()])
        return self._body

    async def json(self):
        """The body, as the JSON that it is."""
        if not hasattr(self, "_json"):
            self._json = json.loads(await self.body())
        return self._json

    async def _read_form(self):
        if self._form is None:
            kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
            pairs = parse_query((await self.body()).decode("latin-1")) if kind == _URLENCODED else []
            self._form = FormData(pairs)
        return self._form

    def form(self, **limits):
        """The body, as the form that it is."""
        return _Form(self._read_form)

    async def close(self):
        if self._form is not None:
            await self._form.close()

    async def is_disconnected(self):
        """Whether the client is known to have left; asks without waiting."""
        if not self._is_disconnected:
            message = {}
            with anyio.CancelScope() as scope:
                scope.cancel()
                message = await self._receive()
            if message.get("type") == DISCONNECT:
                self._is_disconnected = True
        return self._is_disconnected


_URLENCODED = "application/x-www-form-urlencoded"
