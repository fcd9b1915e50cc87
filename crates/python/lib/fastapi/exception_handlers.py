"""What becomes of the exceptions that every application handles. Rules: `fastapi/exception_handlers.py`."""

from starlette.responses import JSONResponse, Response

from .encoders import jsonable_encoder
from .utils import is_body_allowed_for_status_code


async def http_exception_handler(request, exc):
    common = {"status_code": exc.status_code, "headers": getattr(exc, "headers", None)}
    with_body = is_body_allowed_for_status_code(exc.status_code)
    return JSONResponse({"detail": exc.detail}, **common) if with_body else Response(**common)


async def request_validation_exception_handler(request, exc):
    problems = jsonable_encoder(exc.errors())
    return JSONResponse({"detail": problems}, 422)
