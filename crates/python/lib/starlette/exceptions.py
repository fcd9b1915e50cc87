"""The exceptions that become responses."""

from http import HTTPStatus


class HTTPException(Exception):
    """An error with a status."""

    def __init__(self, status_code, detail=None, headers=None):
        if detail is None:
            try:
                detail = HTTPStatus(status_code).phrase
            except ValueError:
                detail = ""
        self.status_code, self.detail, self.headers = status_code, detail, headers

    def __str__(self):
        return f"{self.status_code}: {self.detail}"

    def __repr__(self):
        return f"{type(self).__name__}(status_code={self.status_code!r}, detail={self.detail!r})"


class WebSocketException(Exception):
    """An error that closes a WebSocket; there are none here."""

    def __init__(self, code, reason=None):
        self.code, self.reason = code, reason or ""

    def __str__(self):
        return f"{self.code}: {self.reason}"

    def __repr__(self):
        return f"{type(self).__name__}(code={self.code!r}, reason={self.reason!r})"


class StarletteDeprecationWarning(UserWarning):
    """What will go away."""
