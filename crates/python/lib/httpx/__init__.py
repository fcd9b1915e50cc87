"""httpx 0.28, as far as a program needs it that speaks to an ASGI application in its own process.

Owns: the public names. Must not know: networks; there are none here, and a client without a transport says so.
"""

from ._client import USE_CLIENT_DEFAULT, AsyncClient, Auth, BasicAuth, Limits, Timeout
from ._exceptions import (
    CloseError, ConnectError, ConnectTimeout, CookieConflict, DecodingError, HTTPError, HTTPStatusError, InvalidURL,
    LocalProtocolError, NetworkError, PoolTimeout, ProtocolError, ProxyError, ReadError, ReadTimeout,
    RemoteProtocolError, RequestError, RequestNotRead, ResponseNotRead, StreamClosed, StreamConsumed, StreamError,
    TimeoutException, TooManyRedirects, TransportError, UnsupportedProtocol, WriteError, WriteTimeout,
)
from ._models import ByteStream, Cookies, Headers, Request, Response, codes
from ._transports import ASGITransport, AsyncBaseTransport, MockTransport
from ._types import AsyncByteStream, SyncByteStream
from ._urls import URL, QueryParams

__title__, __version__ = "httpx", "0.28.1"
__description__ = "A next generation HTTP client, for Python 3."

__all__ = sorted(
    (name for name in globals() if not name.startswith("_")), key=str.casefold
)
for _name in __all__:
    # They show where programs import them from.
    if isinstance(globals()[_name], type):
        globals()[_name].__module__ = "httpx"
del _name
