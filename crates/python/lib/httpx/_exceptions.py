"""httpx's exceptions: their tree and their texts. Rules: `httpx/_exceptions.py` of httpx 0.28."""


class HTTPError(Exception):
    """What goes wrong with a request, or with the status of its response."""

    def __init__(self, message):
        super().__init__(message)
        self._request = None

    @property
    def request(self):
        """The request."""
        if self._request is None:
            raise RuntimeError("The .request property has not been set.")
        return self._request

    @request.setter
    def request(self, request):
        self._request = request


class RequestError(HTTPError):
    """What goes wrong with a request."""

    def __init__(self, message, *, request=None):
        super().__init__(message)
        self._request = request


class HTTPStatusError(HTTPError):
    """The response had an error status."""

    def __init__(self, message, *, request, response):
        super().__init__(message)
        self.request, self.response = request, response


class InvalidURL(Exception):
    """The text is no URL."""

    def __init__(self, message):
        super().__init__(message)


class CookieConflict(Exception):
    """Several cookies have the name."""

    def __init__(self, message):
        super().__init__(message)


class StreamError(RuntimeError):
    """A stream was used in a wrong way."""

    def __init__(self, message):
        super().__init__(message)


class StreamConsumed(StreamError):
    """A stream was read twice."""

    def __init__(self):
        super().__init__(
            "Attempted to read or stream some content, but the content has already been streamed. For requests, this "
            "could be due to passing a generator as request content, and then receiving a redirect response or a "
            "secondary request as part of an authentication flow.For responses, this could be due to attempting to "
            "stream the response content more than once."
        )


class StreamClosed(StreamError):
    """A stream was read after it was closed."""

    def __init__(self):
        super().__init__("Attempted to read or stream content, but the stream has been closed.")


class ResponseNotRead(StreamError):
    """The content of a streamed response was asked for before it was read."""

    def __init__(self):
        super().__init__("Attempted to access streaming response content, without having called `read()`.")


class RequestNotRead(StreamError):
    """The content of a streamed request was asked for before it was read."""

    def __init__(self):
        super().__init__("Attempted to access streaming request content, without having called `read()`.")


def _tree(names, base):
    for name, children in names.items():
        globals()[name] = kind = type(name, (base,), {"__module__": "httpx", "__doc__": f"{name}, of `{base.__name__}`."})
        _tree(children, kind)


_tree(
    {
        "TransportError": {
            "TimeoutException": {"ConnectTimeout": {}, "ReadTimeout": {}, "WriteTimeout": {}, "PoolTimeout": {}},
            "NetworkError": {"ReadError": {}, "WriteError": {}, "ConnectError": {}, "CloseError": {}},
            "ProxyError": {},
            "UnsupportedProtocol": {},
            "ProtocolError": {"LocalProtocolError": {}, "RemoteProtocolError": {}},
        },
        "DecodingError": {},
        "TooManyRedirects": {},
    },
    RequestError,
)
