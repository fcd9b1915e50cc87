"""The client: what it adds to a request, redirections, authentication. Rules: `httpx/_client.py`, `_auth.py`, `_config.py`.

Must not know: how a transport gets its response.
"""

import sys
from contextlib import asynccontextmanager
from enum import Enum
from time import perf_counter

from ._exceptions import InvalidURL, RemoteProtocolError, RequestError, TooManyRedirects, UnsupportedProtocol
from ._models import Cookies, Headers, Request, Response
from ._transports import AsyncBaseTransport
from ._types import AsyncByteStream
from ._urls import URL, QueryParams


class _UseClientDefault:
    """Says that a parameter was not given, where None would mean something."""


USE_CLIENT_DEFAULT = _UseClientDefault()


class Timeout:
    """How long to wait for a network; an application that is called does not look at it."""

    def __init__(self, timeout=USE_CLIENT_DEFAULT, **kwargs):
        if isinstance(timeout, Timeout):
            given = timeout.as_dict()
        elif isinstance(timeout, tuple):
            given = dict(zip(("connect", "read", "write", "pool"), (*timeout, None, None)))
        else:
            if timeout is USE_CLIENT_DEFAULT and len(kwargs) < 4:
                raise ValueError(
                    "httpx.Timeout must either include a default, or set all four parameters explicitly."
                )
            given = dict.fromkeys(("connect", "read", "write", "pool"), timeout)
        self.__dict__.update(given, **kwargs)

    def as_dict(self):
        return {name: self.__dict__[name] for name in ("connect", "read", "write", "pool")}

    def __eq__(self, other):
        return isinstance(other, Timeout) and self.as_dict() == other.as_dict()

    def __repr__(self):
        values = self.as_dict()
        if len(set(values.values())) == 1:
            return f"Timeout(timeout={self.connect})"
        return f"Timeout({', '.join(f'{name}={value}' for name, value in values.items())})"


class Limits:
    """How many connections a network client keeps."""

    def __init__(self, *, max_connections=None, max_keepalive_connections=None, keepalive_expiry=5.0):
        self.max_connections, self.keepalive_expiry = max_connections, keepalive_expiry
        self.max_keepalive_connections = max_keepalive_connections


_ENDED = object()


def _after(flow, response):
    """The request with which a flow follows a response, or that it has none."""
    try:
        return flow.send(response)
    except StopIteration:
        return _ENDED


class Auth:
    """Adds to a request what the other side wants to see."""

    requires_request_body = requires_response_body = False

    def auth_flow(self, request):
        yield request

    async def async_auth_flow(self, request):
        if self.requires_request_body:
            await request.aread()
        flow = self.auth_flow(request)
        following = next(flow)
        while following is not _ENDED:
            response = yield following
            if self.requires_response_body:
                await response.aread()
            following = _after(flow, response)


class BasicAuth(Auth):
    """A user's name and password."""

    def __init__(self, username, password):
        from binascii import b2a_base64

        pair = f"{username}:{password}".encode()
        self._header = "Basic " + b2a_base64(pair, newline=False).decode()

    def auth_flow(self, request):
        request.headers["Authorization"] = self._header
        yield request


class _FunctionAuth(Auth):
    def __init__(self, function):
        self._function = function

    def auth_flow(self, request):
        yield self._function(request)


class _NoNetwork(AsyncBaseTransport):
    """What a client has that was given no transport."""

    async def handle_async_request(self, request):
        raise UnsupportedProtocol(
            "There is no network here: give the client a transport, httpx.ASGITransport(app=app).", request=request
        )


class _Bound(AsyncByteStream):
    """The body of a response, which tells it how long all took."""

    def __init__(self, stream, response, start):
        self._stream, self._response, self._start = stream, response, start

    async def __aiter__(self):
        async for part in self._stream:
            yield part

    async def aclose(self):
        self._response.elapsed = perf_counter() - self._start
        await self._stream.aclose()


class _ClosedOnError:
    """A block that closes a response if it fails."""

    def __init__(self, response):
        self._response = response

    async def __aenter__(self):
        return self._response

    async def __aexit__(self, kind, error, traceback):
        if kind is not None:
            await self._response.aclose()


class _State(Enum):
    UNOPENED, OPENED, CLOSED = 1, 2, 3


def _with_slash(url):
    return url if url.raw_path.endswith(b"/") else url.copy_with(raw_path=url.raw_path + b"/")


def _origin(url):
    return url.scheme, url.host, url.port


def _redirect_method(request, response):
    """What a browser would do: a POST is not repeated unless the status says so."""
    becomes_get = {301: request.method == "POST", 302: request.method != "HEAD", 303: request.method != "HEAD"}
    return "GET" if becomes_get.get(response.status_code, False) else request.method


def _redirect_url(request, response):
    """Where a redirection leads; what the location leaves out is as in the request."""
    asked = request.url
    try:
        url = URL(response.headers["Location"])
    except InvalidURL as exc:
        problem = f"Invalid URL in location header: {exc}."
        raise RemoteProtocolError(problem, request=request) from None
    if url.scheme and not url.host:
        url = url.copy_with(host=asked.host)
    url = asked.join(url) if url.is_relative_url else url
    return url.copy_with(fragment=asked.fragment) if asked.fragment and not url.fragment else url


def _as_auth(auth):
    if auth is None or isinstance(auth, Auth):
        return auth
    if isinstance(auth, tuple):
        return BasicAuth(*auth)
    if callable(auth):
        return _FunctionAuth(auth)
    raise TypeError(f'Invalid "auth" argument: {auth!r}')


class AsyncClient:
    """Sends requests, with what they have in common."""

    def __init__(
        self, *, auth=None, params=None, headers=None, cookies=None, verify=True, cert=None, http1=True, http2=False,
        proxy=None, mounts=None, timeout=5.0, follow_redirects=False, limits=None, max_redirects=20, event_hooks=None,
        base_url="", transport=None, trust_env=True, default_encoding="utf-8",
    ):
        self._base_url = _with_slash(URL(base_url))
        self.auth = auth
        self.params = params
        self.headers = headers
        self.cookies = cookies
        self.timeout = timeout
        self.follow_redirects, self.max_redirects = follow_redirects, max_redirects
        self.event_hooks = event_hooks or {}
        self.trust_env = trust_env
        self._default_encoding = default_encoding
        self._transport = _NoNetwork() if transport is None else transport
        self._mounts = dict(mounts or {})
        self._state = _State.UNOPENED

    is_closed = property(lambda self: self._state is _State.CLOSED)

    @property
    def timeout(self):
        return self._timeout

    @timeout.setter
    def timeout(self, timeout):
        self._timeout = Timeout(timeout)

    @property
    def event_hooks(self):
        """What is called with each request and response."""
        return self._event_hooks

    @event_hooks.setter
    def event_hooks(self, hooks):
        self._event_hooks = {name: list(hooks.get(name, [])) for name in ("request", "response")}

    @property
    def auth(self):
        return self._auth

    @auth.setter
    def auth(self, auth):
        self._auth = _as_auth(auth)

    @property
    def base_url(self):
        return self._base_url

    @base_url.setter
    def base_url(self, url):
        self._base_url = _with_slash(URL(url))

    @property
    def headers(self):
        return self._headers

    @headers.setter
    def headers(self, headers):
        self._headers = Headers({
            "Accept": "*/*", "Accept-Encoding": "gzip, deflate", "Connection": "keep-alive",
            "User-Agent": "python-httpx/0.28.1",
        })
        self._headers.update(headers)

    @property
    def cookies(self):
        return self._cookies

    @cookies.setter
    def cookies(self, cookies):
        self._cookies = Cookies(cookies)

    @property
    def params(self):
        return self._params

    @params.setter
    def params(self, params):
        self._params = QueryParams(params)

    def build_request(
        self, method, url, *, content=None, data=None, files=None, json=None, params=None, headers=None, cookies=None,
        timeout=USE_CLIENT_DEFAULT, extensions=None,
    ):
        """A request with what the client adds."""
        url = URL(url)
        if url.is_relative_url:
            base = self._base_url
            url = base.copy_with(raw_path=base.raw_path + url.raw_path.lstrip(b"/"))
        merged_headers = Headers(self._headers)
        merged_headers.update(headers)
        if cookies or self._cookies:
            given, cookies = cookies, Cookies(self._cookies)
            cookies.update(given)
        if params or self._params:
            params = self._params.merge(params)
        extensions = dict(extensions or {})
        if "timeout" not in extensions:
            timeout = self._timeout if timeout is USE_CLIENT_DEFAULT else Timeout(timeout)
            extensions["timeout"] = timeout.as_dict()
        return Request(
            method, url, content=content, data=data, files=files, json=json, params=params, headers=merged_headers,
            cookies=cookies, extensions=extensions,
        )

    async def request(
        self, method, url, *, content=None, data=None, files=None, json=None, params=None, headers=None, cookies=None,
        auth=USE_CLIENT_DEFAULT, follow_redirects=USE_CLIENT_DEFAULT, timeout=USE_CLIENT_DEFAULT, extensions=None,
    ):
        """Sends a request; the response, read to its end."""
        if cookies is not None:
            import warnings

            warnings.warn(
                "Setting per-request cookies=<...> is being deprecated, because the expected behaviour on cookie "
                "persistence is ambiguous. Set cookies directly on the client instance instead.",
                DeprecationWarning,
                stacklevel=2,
            )
        body = {"content": content, "data": data, "files": files, "json": json}
        request = self.build_request(
            method, url, params=params, headers=headers, cookies=cookies, timeout=timeout, extensions=extensions, **body
        )
        return await self.send(request, auth=auth, follow_redirects=follow_redirects)

    @asynccontextmanager
    async def stream(self, method, url, *, auth=USE_CLIENT_DEFAULT, follow_redirects=USE_CLIENT_DEFAULT, **kwargs):
        """Sends a request; the response, whose body the block reads."""
        request = self.build_request(method, url, **kwargs)
        response = await self.send(request, auth=auth, follow_redirects=follow_redirects, stream=True)
        try:
            yield response
        finally:
            await response.aclose()

    async def send(self, request, *, stream=False, auth=USE_CLIENT_DEFAULT, follow_redirects=USE_CLIENT_DEFAULT):
        """Sends a request as it is."""
        if self._state is _State.CLOSED:
            raise RuntimeError("Cannot send a request, as the client has been closed.")
        self._state = _State.OPENED
        if follow_redirects is USE_CLIENT_DEFAULT:
            follow_redirects = self.follow_redirects
        request.extensions.setdefault("timeout", self._timeout.as_dict())
        auth = self._auth if auth is USE_CLIENT_DEFAULT else _as_auth(auth)
        if auth is None and (request.url.username or request.url.password):
            auth = BasicAuth(request.url.username, request.url.password)
        response = await self._send_handling_auth(request, auth or Auth(), follow_redirects)
        async with _ClosedOnError(response):
            if not stream:
                await response.aread()
        return response

    async def _send_handling_auth(self, request, auth, follow_redirects):
        history = []
        flow = auth.async_auth_flow(request)
        try:
            request = await flow.__anext__()
            while True:
                response = await self._send_handling_redirects(request, follow_redirects, history)
                async with _ClosedOnError(response):
                    try:
                        request = await flow.asend(response)
                    except StopAsyncIteration:
                        return response
                    response.history = [*history]
                    await response.aread()
                history.append(response)
        finally:
            await flow.aclose()

    async def _send_handling_redirects(self, request, follow_redirects, history):
        before = history
        while len(before) <= self.max_redirects:
            for hook in self._event_hooks["request"]:
                await hook(request)
            async with _ClosedOnError(await self._send_single_request(request)) as response:
                for hook in self._event_hooks["response"]:
                    await hook(response)
                response.history = [*before]
                if not response.has_redirect_location:
                    return response
                request = self._redirected(request, response)
                if not follow_redirects:
                    response.next_request = request
                    return response
                before = [*before, response]
                await response.aread()
        raise TooManyRedirects("Exceeded maximum allowed redirects.", request=request)

    def _redirected(self, request, response):
        """The request that a redirection asks for."""
        url, method = _redirect_url(request, response), _redirect_method(request, response)
        headers, stream = Headers(request.headers), request.stream
        unwanted = ["Cookie"]
        if method == "GET" != request.method:
            stream = None
            unwanted += ["Content-Length", "Transfer-Encoding"]
        if _origin(url) != _origin(request.url):
            headers["Host"] = url.netloc.decode("ascii")
            unwanted.append("Authorization")
        for name in unwanted:
            headers.pop(name, None)
        return Request(
            method, url, headers=headers, cookies=Cookies(self._cookies), stream=stream, extensions=request.extensions
        )

    async def _send_single_request(self, request):
        start = perf_counter()
        if not isinstance(request.stream, AsyncByteStream):
            raise RuntimeError("Attempted to send an sync request with an AsyncClient instance.")
        try:
            response = await self._transport.handle_async_request(request)
        except RequestError as exc:
            if exc._request is None:
                exc.request = request
            raise
        assert isinstance(response.stream, AsyncByteStream)
        response.request = request
        response.stream = _Bound(response.stream, response, start)
        self._cookies.extract_cookies(response)
        response.default_encoding = self._default_encoding
        # It takes long to load, and where nobody has loaded it nobody listens.
        if "logging" in sys.modules:
            sys.modules["logging"].getLogger("httpx").info(
                'HTTP Request: %s %s "%s %d %s"', request.method, request.url, response.http_version,
                response.status_code, response.reason_phrase,
            )
        return response

    async def get(self, url, **kwargs):
        return await self.request("GET", url, **kwargs)

    async def options(self, url, **kwargs):
        return await self.request("OPTIONS", url, **kwargs)

    async def head(self, url, **kwargs):
        return await self.request("HEAD", url, **kwargs)

    async def post(self, url, **kwargs):
        return await self.request("POST", url, **kwargs)

    async def put(self, url, **kwargs):
        return await self.request("PUT", url, **kwargs)

    async def patch(self, url, **kwargs):
        return await self.request("PATCH", url, **kwargs)

    async def delete(self, url, **kwargs):
        return await self.request("DELETE", url, **kwargs)

    async def aclose(self):
        """Closes the transport."""
        if self._state is not _State.CLOSED:
            self._state = _State.CLOSED
            await self._transport.aclose()

    async def __aenter__(self):
        if self._state is not _State.UNOPENED:
            raise RuntimeError(
                "Cannot open a client instance more than once."
                if self._state is _State.OPENED
                else "Cannot reopen a client instance, once it has been closed."
            )
        self._state = _State.OPENED
        await self._transport.__aenter__()
        return self

    async def __aexit__(self, exc_type=None, exc_value=None, traceback=None):
        self._state = _State.CLOSED
        await self._transport.__aexit__(exc_type, exc_value, traceback)
