"""FastAPI's exceptions. Rules: `fastapi/exceptions.py`."""

from starlette.exceptions import HTTPException as _HTTPException, WebSocketException as _WebSocketException


class HTTPException(_HTTPException):
    """An error with a status; its detail may be anything that JSON knows."""

    def __init__(self, status_code, detail=None, headers=None):
        super().__init__(status_code=status_code, detail=detail, headers=headers)


class WebSocketException(_WebSocketException):
    """An error that closes a WebSocket; there are none here."""


class FastAPIError(RuntimeError):
    """FastAPI was used in a way that it cannot serve."""


class DependencyScopeError(FastAPIError):
    """A dependency that lives longer depends on one that ends sooner."""


class ValidationException(Exception):
    """Values that are not what was declared."""

    def __init__(self, errors, *, endpoint_ctx=None):
        self._errors = errors
        self.endpoint_ctx = endpoint_ctx
        context = endpoint_ctx or {}
        self.endpoint_function, self.endpoint_path = context.get("function"), context.get("path")
        self.endpoint_file, self.endpoint_line = context.get("file"), context.get("line")

    def errors(self):
        return self._errors

    def __str__(self):
        count = len(self._errors)
        text = f"{count} validation error{'' if count == 1 else 's'}:\n"
        text += "".join(f"  {error}\n" for error in self._errors)
        if self.endpoint_file and self.endpoint_line and self.endpoint_function:
            text += f'\n  File "{self.endpoint_file}", line {self.endpoint_line}, in {self.endpoint_function}'
            if self.endpoint_path:
                text += f"\n    {self.endpoint_path}"
        elif self.endpoint_path:
            text += f"\n  Endpoint: {self.endpoint_path}"
        return text.rstrip()


class RequestValidationError(ValidationException):
    """A request is not what the endpoint declares."""

    def __init__(self, errors, *, body=None, endpoint_ctx=None):
        super().__init__(errors, endpoint_ctx=endpoint_ctx)
        self.body = body


class ResponseValidationError(ValidationException):
    """A response is not what the endpoint declares."""

    def __init__(self, errors, *, body=None, endpoint_ctx=None):
        super().__init__(errors, endpoint_ctx=endpoint_ctx)
        self.body = body


class FastAPIDeprecationWarning(UserWarning):
    """What will go away."""
