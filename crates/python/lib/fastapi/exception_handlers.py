"""What becomes of the exceptions that every application handles. Rules: `fastapi/exception_handlers.py`."""

from starlette.responses import JSONResponse, Response

from .encoders import jsonable_encoder
from .utils import is_body_allowed_for_status_code


async def http_exception_handler(request, exc):
    headers = getattr(exc, "headers", None)
    if not is_body_allowed_for_status_code(exc.status_code):
        return Response(status_code=exc.status_code, headers=headers)
    return JSONResponse({"detail": exc.detail}, status_code=exc.status_code, headers=headers)


async def request_validation_exception_handler(request, exc):
    return JSONResponse(status_code=422, content={"detail": jsonable_encoder(exc.errors())})
