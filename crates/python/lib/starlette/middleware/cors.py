"""Which other origins may ask. Rules: `starlette/middleware/cors.py`."""

import re

from ..datastructures import Headers, MutableHeaders
from ..responses import PlainTextResponse

ALL_METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY")
SAFELISTED_HEADERS = {"Accept", "Accept-Language", "Content-Language", "Content-Type"}


class CORSMiddleware:
    """Answers a browser that asks first, and marks every response."""

    def __init__(
        self, app, allow_origins=(), allow_methods=("GET",), allow_headers=(), allow_credentials=False,
        allow_origin_regex=None, allow_private_network=False, expose_headers=(), max_age=600,
    ):
        self.app = app
        self.allow_origins = allow_origins
        self.allow_methods = ALL_METHODS if "*" in allow_methods else allow_methods
        self.allow_credentials = allow_credentials
        self.allow_origin_regex = None if allow_origin_regex is None else re.compile(allow_origin_regex)
        self.allow_all_origins, self.allow_all_headers = "*" in allow_origins, "*" in allow_headers
        self.explicit = not self.allow_all_origins or allow_credentials
        allow_headers = sorted(SAFELISTED_HEADERS | set(allow_headers))
        self.allow_headers = [header.lower() for header in allow_headers]
        self.simple_headers = {}
        if self.allow_all_origins:
            self.simple_headers["Access-Control-Allow-Origin"] = "*"
        if allow_credentials:
            self.simple_headers["Access-Control-Allow-Credentials"] = "true"
        if expose_headers:
            self.simple_headers["Access-Control-Expose-Headers"] = ", ".join(expose_headers)
        asked = ("Method", "Headers", "Private-Network")
        vary = ", ".join(["Origin", *(f"Access-Control-Request-{name}" for name in asked)])
        self.preflight_headers = {"Vary": vary}
        if not self.explicit:
            self.preflight_headers["Access-Control-Allow-Origin"] = "*"
        self.preflight_headers["Access-Control-Allow-Methods"] = ", ".join(self.allow_methods)
        self.preflight_headers["Access-Control-Max-Age"] = str(max_age)
        if not self.allow_all_headers:
            self.preflight_headers["Access-Control-Allow-Headers"] = ", ".join(allow_headers)
        if allow_credentials:
            self.preflight_headers["Access-Control-Allow-Credentials"] = "true"

    def is_allowed_origin(self, origin):
        if self.allow_all_origins:
            return True
        if self.allow_origin_regex is not None and self.allow_origin_regex.fullmatch(origin):
            return True
        return origin in self.allow_origins

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        origin = asked.get("origin")
        if origin is not None and scope["method"] == "OPTIONS" and "access-control-request-method" in asked:
            await self.preflight_response(asked)(scope, receive, send)
            return

        async def marked(message):
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                if origin is not None:
                    headers.update(self.simple_headers)
                    if self.explicit and self.is_allowed_origin(origin):
                        headers["Access-Control-Allow-Origin"] = origin
                        headers.add_vary_header("Origin")
                        await send(message)
                        return
                headers.add_vary_header("Origin")
            await send(message)

        await self.app(scope, receive, marked)

    def preflight_response(self, request_headers):
        """The answer to a browser that asks whether it may ask."""
        headers, failures = dict(self.preflight_headers), []
        origin = request_headers["origin"]
        if not self.is_allowed_origin(origin):
            failures.append("origin")
        elif self.explicit:
            headers["Access-Control-Allow-Origin"] = origin
        if request_headers["access-control-request-method"] not in self.allow_methods:
            failures.append("method")
        wanted = request_headers.get("access-control-request-headers")
        if self.allow_all_headers and wanted is not None:
            headers["Access-Control-Allow-Headers"] = wanted
        elif wanted is not None and any(name.strip() not in self.allow_headers for name in wanted.lower().split(",")):
            failures.append("headers")
        if failures:
            return PlainTextResponse("Disallowed CORS " + ", ".join(failures), status_code=400, headers=headers)
        return PlainTextResponse("OK", status_code=200, headers=headers)
