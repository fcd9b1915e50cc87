"""Who asks: what a request says of it. Rules: `fastapi/security/` of FastAPI 0.165, without what only OpenAPI shows."""

from binascii import a2b_base64

from pydantic import BaseModel
from starlette.exceptions import HTTPException as _HTTPException
from starlette.requests import HTTPConnection

from .dependencies.models import SecurityScopes
from .exceptions import HTTPException
from .params import Form

__all__ = [
    "APIKeyCookie", "APIKeyHeader", "APIKeyQuery", "HTTPAuthorizationCredentials", "HTTPBasic", "HTTPBasicCredentials",
    "HTTPBearer", "HTTPDigest", "OAuth2", "OAuth2AuthorizationCodeBearer", "OAuth2PasswordBearer",
    "OAuth2PasswordRequestForm", "SecurityScopes",
]


class HTTPBasicCredentials(BaseModel):
    """A name and a password."""

    username: str
    password: str


class HTTPAuthorizationCredentials(BaseModel):
    """What an `Authorization` header says."""

    scheme: str
    credentials: str


class _Scheme:
    """A way of saying who one is; `auto_error`: whether saying nothing is an error."""

    _challenge = ""
    _error = HTTPException

    def __init__(self, *, scheme_name=None, description=None, auto_error=True):
        self.scheme_name = scheme_name or type(self).__name__
        self.auto_error = auto_error

    def make_not_authenticated_error(self):
        return self._error(status_code=401, detail="Not authenticated", headers={"WWW-Authenticate": self._challenge})

    def _nobody(self):
        if self.auto_error:
            raise self.make_not_authenticated_error()
        return None


def _authorization(request):
    scheme, _, param = (request.headers.get("Authorization") or "").partition(" ")
    return scheme, param.strip()


class _Credentials(_Scheme):
    async def __call__(self, request: HTTPConnection):
        scheme, credentials = _authorization(request)
        if not (scheme and credentials) or scheme.lower() != self._challenge.lower():
            return self._nobody()
        return HTTPAuthorizationCredentials(scheme=scheme, credentials=credentials)


class HTTPBearer(_Credentials):
    """A token."""

    _challenge = "Bearer"

    def __init__(self, *, bearerFormat=None, **kwargs):
        super().__init__(**kwargs)


class HTTPDigest(_Credentials):
    """A digest."""

    _challenge = "Digest"


class HTTPBasic(_Scheme):
    """A name and a password."""

    def __init__(self, *, realm=None, **kwargs):
        super().__init__(**kwargs)
        self._challenge = f'Basic realm="{realm}"' if realm else "Basic"

    async def __call__(self, request: HTTPConnection):
        scheme, param = _authorization(request)
        if scheme.lower() != "basic":
            return self._nobody()
        try:
            data = a2b_base64(param.encode("ascii")).decode("ascii")
        except ValueError as error:
            raise self.make_not_authenticated_error() from error
        username, separator, password = data.partition(":")
        if not separator:
            raise self.make_not_authenticated_error()
        return HTTPBasicCredentials(username=username, password=password)


class _APIKey(_Scheme):
    """A key that has a name."""

    _challenge = "APIKey"
    _error = _HTTPException

    def __init__(self, *, name, **kwargs):
        super().__init__(**kwargs)
        self._name = name


class APIKeyQuery(_APIKey):
    """A key in the query."""

    async def __call__(self, request: HTTPConnection):
        return request.query_params.get(self._name) or self._nobody()


class APIKeyHeader(_APIKey):
    """A key in a header."""

    async def __call__(self, request: HTTPConnection):
        return request.headers.get(self._name) or self._nobody()


class APIKeyCookie(_APIKey):
    """A key in a cookie."""

    async def __call__(self, request: HTTPConnection):
        return request.cookies.get(self._name) or self._nobody()


class OAuth2(_Scheme):
    """The `Authorization` header as it is."""

    _challenge = "Bearer"

    def __init__(self, *, flows=None, **kwargs):
        super().__init__(**kwargs)

    async def __call__(self, request: HTTPConnection):
        return request.headers.get("Authorization") or self._nobody()


class OAuth2PasswordBearer(OAuth2):
    """A token that was given for a password."""

    def __init__(self, tokenUrl, scheme_name=None, scopes=None, description=None, auto_error=True, refreshUrl=None):
        super().__init__(scheme_name=scheme_name, description=description, auto_error=auto_error)

    async def __call__(self, request: HTTPConnection):
        scheme, param = _authorization(request)
        return param if scheme.lower() == "bearer" else self._nobody()


class OAuth2AuthorizationCodeBearer(OAuth2PasswordBearer):
    """A token that was given for a code."""

    def __init__(self, authorizationUrl, tokenUrl, **kwargs):
        kwargs.pop("refreshUrl", None)
        super().__init__(tokenUrl, **kwargs)


class OAuth2PasswordRequestForm:
    """The form by which a password is given."""

    def __init__(
        self, *, grant_type: str | None = Form(default=None, pattern="^password$"), username: str = Form(),
        password: str = Form(), scope: str = Form(default=""), client_id: str | None = Form(default=None),
        client_secret: str | None = Form(default=None),
    ):
        self.grant_type, self.username, self.password = grant_type, username, password
        self.scopes = scope.split()
        self.client_id, self.client_secret = client_id, client_secret
